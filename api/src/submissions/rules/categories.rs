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
        let [streets, lights, lamps, parks, trees] = [1, 2, 3, 4, 5].map(Uuid::from_u128);
        let tree = [
            (streets, None),
            (lights, Some(streets)),
            (lamps, Some(lights)),
            (parks, None),
            (trees, Some(parks)),
        ];
        assert_eq!(with_descendants(streets, &tree), [streets, lights, lamps]);
        assert_eq!(with_descendants(lamps, &tree), [lamps]);
        let ring = [(streets, Some(lights)), (lights, Some(streets))];
        assert_eq!(with_descendants(streets, &ring), [streets, lights]);
    }
}
