//! Operator precedence, which differs between versions of the language.

use crate::token::Operator;

/// A table of binding powers: the higher, the tighter an operator binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Versions 3.3 to 4.5.
    UpTo4,
    /// Versions 5.0 and later.
    From5,
}

/// Binding powers of an infix operator.
pub(crate) struct InfixPower {
    /// The operator continues an expression whose minimum binding power is at most this.
    pub(crate) left: u8,
    /// Minimum binding power of the right operand.
    pub(crate) right: u8,
    /// Binding power of the operators that cannot follow without parentheses.
    pub(crate) non_associative: Option<u8>,
}

impl Dialect {
    fn binding_power(self, operator: Operator) -> u8 {
        match (self, operator) {
            (Self::UpTo4, Operator::Or) => 1,
            (Self::UpTo4, Operator::And) => 2,
            // 3: `not`.
            (Self::UpTo4, Operator::BitOr) => 4,
            (Self::UpTo4, Operator::BitXor) => 5,
            (Self::UpTo4, Operator::BitAnd) => 6,
            // 7: the conditional.
            (Self::UpTo4, Operator::Equal | Operator::Compare) => 8,
            (Self::UpTo4, Operator::Add | Operator::Subtract) => 9,
            (Self::UpTo4, Operator::Shift) => 10,
            (Self::UpTo4, Operator::Multiply) => 11,
            (Self::UpTo4, Operator::Power) => 12,
            // 13: negation.
            // Not supported by these versions; the parser stops before it.
            (Self::UpTo4, Operator::Coalesce) => 0,
            // 1: the conditional.
            (Self::From5, Operator::Or) => 2,
            (Self::From5, Operator::And) => 3,
            // 4: `not`.
            (Self::From5, Operator::Coalesce) => 5,
            (Self::From5, Operator::Equal) => 6,
            (Self::From5, Operator::Compare) => 7,
            (Self::From5, Operator::BitOr) => 8,
            (Self::From5, Operator::BitXor) => 9,
            (Self::From5, Operator::BitAnd) => 10,
            (Self::From5, Operator::Shift) => 11,
            (Self::From5, Operator::Add | Operator::Subtract) => 12,
            (Self::From5, Operator::Multiply) => 13,
            // 14: negation.
            (Self::From5, Operator::Power) => 15,
        }
    }

    pub(crate) fn not(self) -> u8 {
        match self {
            Self::UpTo4 => 3,
            Self::From5 => 4,
        }
    }

    pub(crate) fn conditional(self) -> u8 {
        match self {
            Self::UpTo4 => 7,
            Self::From5 => 1,
        }
    }

    pub(crate) fn negation(self) -> u8 {
        match self {
            Self::UpTo4 => 13,
            Self::From5 => 14,
        }
    }

    pub(crate) fn infix(self, operator: Operator) -> InfixPower {
        let power = self.binding_power(operator);
        match operator {
            Operator::Equal | Operator::Compare => InfixPower {
                left: power,
                right: power + 1,
                non_associative: Some(power),
            },
            Operator::Coalesce => InfixPower {
                left: power,
                right: power,
                non_associative: None,
            },
            _ => InfixPower {
                left: power,
                right: power + 1,
                non_associative: None,
            },
        }
    }
}
