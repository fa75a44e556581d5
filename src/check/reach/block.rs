//! Ranges of addresses, of both families.

use std::net::IpAddr;

/// `10.0.0.0/8`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Block {
    first: u128,
    last: u128,
    is_v6: bool,
}

impl Block {
    /// None: it is neither an address nor a range of them.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let (value, bits, is_v6) = match address.parse().ok()? {
            IpAddr::V4(address) => (u128::from(u32::from(address)), 32, false),
            IpAddr::V6(address) => (u128::from(address), 128, true),
        };
        let length = length.unwrap_or(bits);
        if length > bits {
            return None;
        }
        // The bits of a host inside the range.
        let hosts = if length == 0 && bits == 128 { u128::MAX } else { (1_u128 << (bits - length)) - 1 };
        Some(Self { first: value & !hosts, last: value | hosts, is_v6 })
    }

    /// Whether every address of the other is one of this.
    pub fn contains(&self, other: &Self) -> bool {
        self.is_v6 == other.is_v6 && self.first <= other.first && other.last <= self.last
    }

    /// Whether they have an address in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.is_v6 == other.is_v6 && self.first <= other.last && other.first <= self.last
    }

    /// Whether it is every address of its family.
    pub fn is_everything(&self) -> bool {
        let last = if self.is_v6 { u128::MAX } else { u128::from(u32::MAX) };
        self.first == 0 && self.last == last
    }
}
