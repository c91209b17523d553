//! What services are about: life events and target groups, as closed sets that apps can draw.

use async_graphql::Enum;

macro_rules! topics {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $key:literal, $words:literal;)+ })+) => {$(
        $(#[$doc])*
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// What the column holds.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }

            /// The topic of a key; none for one that a newer release or an import wrote.
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)+ _ => None }
            }

            /// What people call it in Swedish, for search.
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)+ }
            }
        }
    )+};
}

topics! {
    /// What happens in a life and makes somebody turn to the municipality (livshändelse).
    LifeEvent {
        /// Coming to Sweden from another country (ny i Sverige).
        ComingToSweden = "COMING_TO_SWEDEN", "ny i Sverige, invandrare, nyanländ";
        /// Moving home (flytta).
        Moving = "MOVING", "flytta, flytt";
        /// Building or changing a home (bygga).
        BuildingAHome = "BUILDING_A_HOME", "bygga, hus";
        /// Having or expecting a child (få barn).
        HavingAChild = "HAVING_A_CHILD", "få barn, gravid, förälder";
        /// A child starts school or changes it (börja skolan).
        StartingSchool = "STARTING_SCHOOL", "börja skolan, skolstart";
        /// Studying as a young person or adult (studera).
        Studying = "STUDYING", "studera, utbildning";
        /// Looking for work (söka jobb).
        LookingForWork = "LOOKING_FOR_WORK", "söka jobb, arbete, arbetslös";
        /// Starting or running a business (starta företag).
        StartingABusiness = "STARTING_A_BUSINESS", "starta företag";
        /// Marrying or moving in together (gifta sig).
        Marrying = "MARRYING", "gifta sig";
        /// Separating or divorcing (separera).
        Separating = "SEPARATING", "separera, skilja sig, skilsmässa";
        /// Falling ill or being injured (bli sjuk).
        FallingIll = "FALLING_ILL", "bli sjuk, skada";
        /// Living with a disability (funktionsnedsättning).
        LivingWithADisability = "LIVING_WITH_A_DISABILITY", "funktionsnedsättning, funktionshinder, handikapp";
        /// Growing older (bli äldre).
        GrowingOlder = "GROWING_OLDER", "bli äldre, pensionär, senior";
        /// Somebody close has died (när någon dör).
        LosingSomeone = "LOSING_SOMEONE", "dödsfall, begravning, arv";
    }

    /// Whom a service is for (målgrupp).
    TargetGroup {
        /// Everybody who lives in the municipality (invånare).
        Residents = "RESIDENTS", "invånare";
        /// Children (barn).
        Children = "CHILDREN", "barn";
        /// Young people (unga).
        YoungPeople = "YOUNG_PEOPLE", "unga, ungdom";
        /// Parents and other guardians (föräldrar).
        Parents = "PARENTS", "föräldrar, vårdnadshavare";
        /// Pupils and students (elever).
        PupilsAndStudents = "PUPILS_AND_STUDENTS", "elever, studenter";
        /// Older people (äldre).
        OlderPeople = "OLDER_PEOPLE", "äldre, pensionärer, seniorer";
        /// People with disabilities (personer med funktionsnedsättning).
        PeopleWithDisabilities = "PEOPLE_WITH_DISABILITIES", "funktionsnedsättning, rörelsehindrade";
        /// People who are new in Sweden (nyanlända).
        Newcomers = "NEWCOMERS", "nyanlända, invandrare";
        /// Businesses (företag).
        Businesses = "BUSINESSES", "företag, företagare";
        /// Associations (föreningar).
        Associations = "ASSOCIATIONS", "föreningar";
        /// Owners of property (fastighetsägare).
        PropertyOwners = "PROPERTY_OWNERS", "fastighetsägare, husägare";
        /// Visitors (besökare).
        Visitors = "VISITORS", "besökare, turister";
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::resolver_utils::EnumType;

    use super::*;

    #[test]
    fn keys_are_spelled_as_the_schema_spells_them() {
        for item in LifeEvent::items() {
            assert_eq!(item.value.key(), item.name);
            assert_eq!(LifeEvent::from_key(item.name), Some(item.value));
        }
        for item in TargetGroup::items() {
            assert_eq!(item.value.key(), item.name);
            assert_eq!(TargetGroup::from_key(item.name), Some(item.value));
        }
        assert_eq!(LifeEvent::from_key("BECOMING_A_KNIGHT"), None);
    }
}
