//! Which status may follow which (S6).

use entity::SubmissionStatus::{self, Answered, AwaitingSender, Closed, InProgress, Planned, Received};

/// The statuses that a case officer may move a submission to. `ANSWERED` is in none of them: only an official answer
/// leads there. What is answered or closed can be taken up again.
pub fn allowed_transitions(from: SubmissionStatus) -> &'static [SubmissionStatus] {
    match from {
        Received | AwaitingSender | Answered => &[InProgress, Planned, Closed],
        InProgress => &[AwaitingSender, Planned, Closed],
        Planned => &[InProgress, Closed],
        Closed => &[InProgress],
    }
}

/// Whether an official answer can be given. A closed one is taken up again first, so that the sender is told.
pub fn may_be_answered(status: SubmissionStatus) -> bool {
    status != Closed
}

/// Whether somebody still works on it, or may again without taking it up.
pub fn is_open(status: SubmissionStatus) -> bool {
    status != Closed
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [SubmissionStatus; 6] = [Received, InProgress, AwaitingSender, Planned, Answered, Closed];

    #[test]
    fn nothing_becomes_what_it_is_or_received_again_or_answered_without_an_answer() {
        for from in ALL {
            for to in [from, Received, Answered] {
                assert!(!allowed_transitions(from).contains(&to), "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn no_status_is_a_dead_end_and_every_other_one_can_be_closed() {
        for from in ALL {
            assert!(!allowed_transitions(from).is_empty(), "{from:?}");
            assert_eq!(allowed_transitions(from).contains(&Closed), from != Closed, "{from:?}");
        }
    }

    #[test]
    fn only_a_closed_submission_cannot_be_answered() {
        assert_eq!(ALL.into_iter().filter(|status| !may_be_answered(*status)).collect::<Vec<_>>(), [Closed]);
    }
}
