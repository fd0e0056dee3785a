//! The rows that the payout engine adds to a group of units, by table.

use services::ports::Write;

use super::super::{
    Connection,
    rows::{Rows, Statement},
};
use super::writes;
use crate::stop::Stop;

/// The payout rows of a group.
#[derive(Default)]
pub(crate) struct PayoutRows<'a> {
    run_updates: Rows<'a>,
    payout_updates: Rows<'a>,
    account_updates: Rows<'a>,
    new_accounts: Rows<'a>,
    choices: Rows<'a>,
    approvals: Rows<'a>,
    items: Rows<'a>,
    payouts: Rows<'a>,
    adjustments: Rows<'a>,
}

impl<'a> PayoutRows<'a> {
    /// Adds a write; answers a statement that must be carried out first. Other writes are not its own and do nothing.
    pub(crate) fn add(&mut self, write: &'a Write) -> Result<Option<Statement<'a>>, Stop> {
        match write {
            Write::InsertRun(run) => {
                return Ok(Some(Statement::always(writes::INSERT_RUN, writes::run(run))));
            }
            Write::UpdateRun(run) => self.run_updates.push(writes::run_update(run)),
            Write::InsertRunApproval(approval) => self.approvals.push(writes::approval(approval)),
            Write::InsertItem(item) => self.items.push(writes::item(item)),
            Write::InsertPayout(payout) => self.payouts.push(writes::payout(payout)?),
            Write::UpdatePayout(payout) => self.payout_updates.push(writes::payout_update(payout)),
            Write::PutPayoutAccount(account) if account.version == 0 => {
                self.new_accounts.push(writes::account(account));
            }
            Write::PutPayoutAccount(account) => self.account_updates.push(writes::account(account)),
            Write::RequireChoices { creator, settings, standing } => {
                self.choices.push(vec![creator.as_str().into(), (*settings).into(), (*standing).into()]);
            }
            Write::InsertAdjustment(adjustment) => self.adjustments.push(writes::adjustment(adjustment)),
            _ => {}
        }
        Ok(None)
    }

    /// Whether every row was at the version that its update was decided on, and the rows that were only read still are.
    pub(crate) async fn update(&self, connection: &mut Connection) -> Result<bool, Stop> {
        let runs = self.run_updates.all_matched(connection, writes::UPDATE_RUNS).await?;
        let payouts = self.payout_updates.all_matched(connection, writes::UPDATE_PAYOUTS).await?;
        let accounts = self.account_updates.all_matched(connection, writes::UPDATE_ACCOUNTS).await?;
        let new = self.new_accounts.all_matched(connection, writes::INSERT_ACCOUNTS).await?;
        let changed = self.choices.count(connection, writes::CHANGED_CHOICES).await?;
        Ok(runs && payouts && accounts && new && changed == 0)
    }

    /// Adds the new rows.
    pub(crate) async fn insert(&self, connection: &mut Connection) -> Result<(), Stop> {
        self.approvals.execute(connection, writes::INSERT_APPROVALS).await?;
        self.items.execute(connection, writes::INSERT_ITEMS).await?;
        self.payouts.execute(connection, writes::INSERT_PAYOUTS).await?;
        self.adjustments.execute(connection, writes::INSERT_ADJUSTMENTS).await?;
        Ok(())
    }
}
