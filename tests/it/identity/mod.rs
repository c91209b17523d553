//! Who somebody is: numbers, names, logins and the issuers behind them.

mod accounts;
