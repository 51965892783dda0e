//! Rules that are put together, and rules that are read. What they are worth in each version of the
//! language, a test of the whole project asks those versions.

mod built;
mod read;
