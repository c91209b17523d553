//! The tree of categories.

use uuid::Uuid;

/// The category and everything below it, given each category's id and its parent's.
pub fn with_descendants(root: Uuid, tree: &[(Uuid, Option<Uuid>)]) -> Vec<Uuid> {
    let mut found = vec![root];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        next += 1;
        for (id, _) in tree.iter().filter(|(_, of)| *of == Some(parent)) {
            // A ring in the data must not hang us.
            if !found.contains(id) {
                found.push(*id);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_brings_everything_below_it() {
        let [a, b, c, d, e] = [1, 2, 3, 4, 5].map(Uuid::from_u128);
        let tree = [(a, None), (b, Some(a)), (c, Some(b)), (d, None), (e, Some(d))];
        assert_eq!(with_descendants(a, &tree), [a, b, c]);
        assert_eq!(with_descendants(c, &tree), [c]);
        assert_eq!(with_descendants(a, &[(a, Some(b)), (b, Some(a))]), [a, b]);
    }
}
