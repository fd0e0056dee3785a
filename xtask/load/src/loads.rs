//! The loads: what is asked, and which answer is right.

use std::{cell::RefCell, fs, rc::Rc};

use crate::{
    arguments::Arguments,
    client::Answer,
    failure::{Doing, Failure},
    notifications,
    runner::Load,
    world::World,
};

/// The version of an order that nobody has touched since it was made.
const UNTOUCHED: &str = "\"1\"";

/// The checkout page, as a signed-in member sees it.
pub struct Page {
    requests: Vec<Vec<u8>>,
}

impl Page {
    /// One request per member; the first members are enough.
    pub fn new(world: Rc<World>) -> Self {
        let line = format!("GET /join/{}?product={}", world.slug, world.product(0));
        let members = world.members.iter().take(64);
        Self {
            requests: members
                .map(|member| (world.head(&line, &member.session) + "\r\n").into_bytes())
                .collect(),
        }
    }
}

impl Load for Page {
    fn request(&self, number: usize, into: &mut Vec<u8>) -> bool {
        copy(&self.requests, number % self.requests.len().max(1), into)
    }

    /// A page that breaks off is no page. What the renderer has to say to scripts comes after its end.
    fn is_right(&self, _number: usize, answer: &Answer<'_>) -> bool {
        let end = b"</body></html>".as_slice();
        answer.status == 200
            && answer.body.ends_with(b"</script>")
            && answer.body.windows(end.len()).rev().any(|window| window == end)
    }
}

/// An order by each member.
pub struct Orders {
    world: Rc<World>,
    first: usize,
    count: usize,
    product: usize,
}

impl Orders {
    /// Orders by `--count` members from `--first`.
    pub fn new(world: Rc<World>, arguments: &Arguments) -> Self {
        Self { world, first: arguments.first, count: arguments.count(), product: arguments.product }
    }
}

impl Load for Orders {
    fn request(&self, number: usize, into: &mut Vec<u8>) -> bool {
        let member = self.world.members.get(self.first + number).filter(|_| number < self.count);
        let Some(member) = member else { return false };
        let world = &self.world;
        let body = format!(
            "product={}&agreement={}&stamp={}&accept=true&back=%2Fjoin%2F{}",
            world.product(self.product),
            world.agreement,
            member.stamp,
            world.slug
        );
        let head = world.head("POST /api/start_order", &member.session);
        let form = "Content-Type: application/x-www-form-urlencoded";
        let text = format!(
            "{head}Origin: {}\r\n{form}\r\nContent-Length: {}\r\n\r\n{body}",
            world.origin,
            body.len()
        );
        into.extend_from_slice(text.as_bytes());
        true
    }

    fn is_right(&self, _number: usize, answer: &Answer<'_>) -> bool {
        order_of(answer).is_some()
    }
}

/// The address of the order that an answer leads to.
fn order_of<'a>(answer: &Answer<'a>) -> Option<&'a str> {
    let location = answer.header("location").filter(|_| matches!(answer.status, 302 | 303))?;
    location.strip_prefix("/o/")
}

/// The gateway's word that an order was paid, signed beforehand.
pub struct Payments {
    requests: Vec<Vec<u8>>,
}

impl Payments {
    /// Signs `--count` notifications from `--first`.
    pub fn new(world: &World, arguments: &Arguments) -> Result<Self, Failure> {
        Ok(Self { requests: notifications::signed(world, arguments)? })
    }
}

impl Load for Payments {
    fn request(&self, number: usize, into: &mut Vec<u8>) -> bool {
        copy(&self.requests, number, into)
    }

    fn is_right(&self, _number: usize, answer: &Answer<'_>) -> bool {
        answer.status == 200
    }
}

/// The status of an order that does not change, as a waiting page asks for it.
pub struct Status {
    requests: Vec<Vec<u8>>,
}

impl Status {
    /// One order per connection, from `--first`.
    pub fn new(world: Rc<World>, arguments: &Arguments) -> Self {
        let members =
            world.members.iter().zip(&world.orders).skip(arguments.first).take(arguments.connections);
        let request = |session: &str, token: &str| {
            let head = world.head(&format!("GET /o/{token}/status"), session);
            format!("{head}If-None-Match: {UNTOUCHED}\r\n\r\n").into_bytes()
        };
        Self { requests: members.map(|(member, order)| request(&member.session, &order.token)).collect() }
    }
}

impl Load for Status {
    fn request(&self, number: usize, into: &mut Vec<u8>) -> bool {
        copy(&self.requests, number % self.requests.len().max(1), into)
    }

    fn is_right(&self, _number: usize, answer: &Answer<'_>) -> bool {
        answer.status == 304 && answer.header("etag") == Some(UNTOUCHED)
    }
}

/// Something every session is asked with once: it reads the session and nothing else.
pub struct Visit {
    world: Rc<World>,
    first: usize,
    count: usize,
}

impl Visit {
    /// Visits as `count` members from `first`.
    pub fn new(world: Rc<World>, first: usize, count: usize) -> Self {
        Self { world, first, count }
    }
}

impl Load for Visit {
    fn request(&self, number: usize, into: &mut Vec<u8>) -> bool {
        let member = self.world.members.get(self.first + number).filter(|_| number < self.count);
        let Some(member) = member else { return false };
        into.extend_from_slice(
            (self.world.head("GET /o/nothing/status", &member.session) + "\r\n").as_bytes(),
        );
        true
    }

    fn is_right(&self, _number: usize, answer: &Answer<'_>) -> bool {
        answer.status == 404
    }
}

/// Orders and payments in turn, until the server is killed. What was confirmed is remembered.
#[derive(Clone)]
pub struct Both {
    world: Rc<World>,
    orders: Rc<Orders>,
    payments: Rc<Payments>,
    first: usize,
    confirmed: Rc<RefCell<Vec<String>>>,
}

impl Both {
    /// Takes `--count` of each from `--first`. Once everything is signed, the file of `--acks` is there and empty.
    pub fn new(world: &Rc<World>, arguments: &Arguments) -> Result<Self, Failure> {
        let both = Self {
            world: Rc::clone(world),
            orders: Rc::new(Orders::new(Rc::clone(world), arguments)),
            payments: Rc::new(Payments::new(world, arguments)?),
            first: arguments.first,
            confirmed: Rc::default(),
        };
        both.write_acks(arguments)?;
        Ok(both)
    }

    /// Writes what was confirmed, one a line: `order|paid SESSION TOKEN`.
    pub fn write_acks(&self, arguments: &Arguments) -> Result<(), Failure> {
        let Some(path) = &arguments.acks else { return Err(Failure("--acks is missing".to_owned())) };
        fs::write(path, self.confirmed.borrow().join("\n")).doing(format!("write {}", path.display()))
    }
}

impl Load for Both {
    fn request(&self, number: usize, into: &mut Vec<u8>) -> bool {
        if number.is_multiple_of(2) {
            self.orders.request(number / 2, into)
        } else {
            self.payments.request(number / 2, into)
        }
    }

    fn is_right(&self, number: usize, answer: &Answer<'_>) -> bool {
        let place = self.first + number / 2;
        let session = self.world.members.get(place).map(|member| member.session.as_str()).unwrap_or_default();
        let confirmed = if number.is_multiple_of(2) {
            order_of(answer).map(|token| format!("order {session} {token}"))
        } else {
            let order = self.world.orders.get(place).filter(|_| answer.status == 200);
            order.map(|order| format!("paid {session} {}", order.token))
        };
        let right = confirmed.is_some();
        self.confirmed.borrow_mut().extend(confirmed);
        right
    }

    fn ends_with_the_server(&self) -> bool {
        true
    }
}

fn copy(requests: &[Vec<u8>], place: usize, into: &mut Vec<u8>) -> bool {
    let Some(request) = requests.get(place) else { return false };
    into.extend_from_slice(request);
    true
}
