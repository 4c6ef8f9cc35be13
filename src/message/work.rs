//! The work of reading, counted in the tests of this crate: a letter twice as long may take twice as much, on any machine.
//!
//! Outside these tests nothing is counted and nothing is left of the calls.

use std::ops::{Deref, DerefMut, Range};

/// A list that is walked by place: every look at it is a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted<T>(Vec<T>);

impl<T> Default for Counted<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Counted<T> {
    /// What stands at a place, or at several.
    #[must_use]
    pub fn get<'l, P: Place<T>>(&'l self, place: P) -> Option<P::Found<'l>>
    where
        T: 'l,
    {
        step(place.size());
        place.find(&self.0)
    }

    /// All that is in it; as many steps as are taken.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator + Clone {
        self.0.iter().inspect(|_| step(1))
    }

    /// Takes another at the end.
    pub fn push(&mut self, item: T) {
        self.0.push(item);
    }

    /// Gives the last away.
    pub fn pop(&mut self) -> Option<T> {
        self.0.pop()
    }
}

impl<T> Deref for Counted<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        step(1);
        &self.0
    }
}

impl<T> DerefMut for Counted<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        step(1);
        &mut self.0
    }
}

impl<T> From<Vec<T>> for Counted<T> {
    fn from(items: Vec<T>) -> Self {
        Self(items)
    }
}

impl<'l, T> IntoIterator for &'l Counted<T> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        step(self.0.len());
        self.0.iter()
    }
}

impl<T> Extend<T> for Counted<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        self.0.extend(items);
    }
}

/// One place in a list, or some that follow each other.
pub trait Place<T> {
    /// One item, or some.
    type Found<'l>
    where
        T: 'l;

    /// How many items it spans.
    fn size(&self) -> usize;
    /// What stands there.
    fn find<'l>(self, items: &'l [T]) -> Option<Self::Found<'l>>
    where
        T: 'l;
}

impl<T> Place<T> for usize {
    type Found<'l>
        = &'l T
    where
        T: 'l;

    fn size(&self) -> usize {
        1
    }

    fn find<'l>(self, items: &'l [T]) -> Option<&'l T>
    where
        T: 'l,
    {
        items.get(self)
    }
}

impl<T> Place<T> for Range<usize> {
    type Found<'l>
        = &'l [T]
    where
        T: 'l;

    fn size(&self) -> usize {
        self.len()
    }

    fn find<'l>(self, items: &'l [T]) -> Option<&'l [T]>
    where
        T: 'l,
    {
        items.get(self)
    }
}

/// Notes so many steps.
#[cfg(not(test))]
pub(crate) fn step(_: usize) {}

#[cfg(test)]
pub(crate) use tests::step;

#[cfg(test)]
mod tests;
