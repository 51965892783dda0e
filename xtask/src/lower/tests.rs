//! Tests of the stage as a whole stand in the golden cases.
