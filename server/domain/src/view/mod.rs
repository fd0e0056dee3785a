//! What crosses the wire: forms and read models, as plain data.
