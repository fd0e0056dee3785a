//! What a unit of work has written so far, and how to take it back: whole or not at all, without copying every table.

use std::collections::BTreeMap;

use super::tables::Tables;

type Undo = Box<dyn FnOnce(&mut Tables)>;

/// The way back.
#[derive(Default)]
pub(super) struct Journal(Vec<Undo>);

impl Journal {
    /// Writes a row under its key; whether there was one already.
    pub fn put<K: Ord + Clone + 'static, V: 'static>(
        &mut self,
        tables: &mut Tables,
        table: fn(&mut Tables) -> &mut BTreeMap<K, V>,
        key: K,
        row: V,
    ) -> bool {
        let before = table(tables).insert(key.clone(), row);
        let known = before.is_some();
        self.0.push(Box::new(move |tables| {
            match before {
                Some(before) => table(tables).insert(key, before),
                None => table(tables).remove(&key),
            };
        }));
        known
    }

    /// Takes a row away.
    pub fn take<K: Ord + Clone + 'static, V: 'static>(
        &mut self,
        tables: &mut Tables,
        table: fn(&mut Tables) -> &mut BTreeMap<K, V>,
        key: &K,
    ) {
        if let Some((key, row)) = table(tables).remove_entry(key) {
            self.0.push(Box::new(move |tables| drop(table(tables).insert(key, row))));
        }
    }

    /// Adds a row to a list.
    pub fn push<V: 'static>(&mut self, tables: &mut Tables, table: fn(&mut Tables) -> &mut Vec<V>, row: V) {
        table(tables).push(row);
        self.0.push(Box::new(move |tables| drop(table(tables).pop())));
    }

    /// Does something that is taken back by something else.
    pub fn note(&mut self, undo: impl FnOnce(&mut Tables) + 'static) {
        self.0.push(Box::new(undo));
    }

    /// Takes everything back, last things first.
    pub fn roll_back(self, tables: &mut Tables) {
        for undo in self.0.into_iter().rev() {
            undo(tables);
        }
    }
}
