"""Checks of the judges in Python, and what came of them: `ok - …` or `not ok - …`, as they are made."""

failed = 0


def check(name):
    """Makes the check it stands above, at once, and prints the verdict."""

    def judge(body):
        global failed
        try:
            body()
            print(f"ok - {name}", flush=True)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is the verdict
            failed += 1
            print(f"not ok - {name}\n  {type(error).__name__}: {error}", flush=True)
        return body

    return judge


def end():
    """Ends the program, with the sum of all verdicts."""
    raise SystemExit(1 if failed else 0)


def equal(found, wanted, what):
    if found != wanted:
        raise AssertionError(f"{what}: expected {wanted!r}, found {found!r}")


def differs(found, other, what):
    if found == other:
        raise AssertionError(f"{what}: {found!r}, although something was changed")


def raises(error, act, **attributes):
    try:
        act()
    except error as raised:
        for name, wanted in attributes.items():
            equal(getattr(raised, name), wanted, name)
        return raised
    raise AssertionError(f"{error.__name__} was not raised")
