//! The closed sets of values that columns hold, spelled in the database as in the GraphQL schema.

use sea_orm::entity::prelude::*;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $value:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum)]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name {
            $($(#[$vdoc])* #[sea_orm(string_value = $value)] $variant,)+
        }
    )+};
}

kinds! {
    /// How far a person's identity is protected (P3; SS 12000's `securityMarking`).
    IdentityProtection {
        /// Not protected.
        None = "NONE",
        /// Secrecy marking (sekretessmarkering).
        SecrecyMarking = "SECRECY_MARKING",
        /// Protected population registration (skyddad folkbokföring).
        ProtectedRegistration = "PROTECTED_REGISTRATION",
    }

    /// A role that the municipality gives to a person (T10). Guardian, pupil and educator are not given: they follow
    /// from guardianship, enrolment and duty.
    Role {
        /// Runs a school kitchen.
        KitchenStaff = "KITCHEN_STAFF",
        /// Handles submissions.
        CaseOfficer = "CASE_OFFICER",
        /// Edits public texts.
        Communicator = "COMMUNICATOR",
        /// Watches over the protection of personal data.
        DataProtectionOfficer = "DATA_PROTECTION_OFFICER",
        /// Gives and withdraws roles.
        Administrator = "ADMINISTRATOR",
    }

    /// What a menu is expected to be where it is fetched.
    MenuSourceKind {
        /// Whatever the answer looks like.
        Auto = "AUTO",
        /// FoodIt's.
        FoodIt = "FOODIT",
        /// Skolmaten's.
        Skolmaten = "SKOLMATEN",
        /// Mateo's.
        Mateo = "MATEO",
        /// Matilda's.
        Matilda = "MATILDA",
        /// Mashie's.
        Mashie = "MASHIE",
        /// `MenuGo`'s.
        MenuGo = "MENUGO",
        /// Open Meal 3.3.
        OpenMeal = "OPEN_MEAL",
        /// A calendar (RFC 5545).
        Calendar = "CALENDAR",
    }

    /// What was wrong when a menu was fetched.
    MenuSourceFault {
        /// Nobody answers at the address.
        Unreachable = "UNREACHABLE",
        /// The answer took too long.
        TimedOut = "TIMED_OUT",
        /// The server answered with a status that is no menu.
        Refused = "REFUSED",
        /// The server asks to be left alone for a while.
        Busy = "BUSY",
        /// The address leads to too many others, or to one that is not followed.
        Moved = "MOVED",
        /// The address is none that may be asked: this machine or a private network.
        AddressNotAllowed = "ADDRESS_NOT_ALLOWED",
        /// The answer is larger than any menu.
        TooLarge = "TOO_LARGE",
        /// The answer is no menu, or none of that kind.
        Unreadable = "UNREADABLE",
        /// The answer is a menu of which no row could be understood.
        NothingUnderstood = "NOTHING_UNDERSTOOD",
        /// The fault was ours.
        NotWritten = "NOT_WRITTEN",
    }

    /// How sure a relation to a child is (T8).
    RelationAssurance {
        /// It comes from a register, or was accepted with a strong login: it counts with a strong login only.
        Verified = "VERIFIED",
        /// It was accepted on an invitation with a weak login: such a login opens a little.
        Invited = "INVITED",
    }

    /// As what somebody is invited to a child.
    InvitationKind {
        /// A family member, by a guardian (P4).
        FamilyMember = "FAMILY_MEMBER",
        /// A guardian without e-identification, by the principal (T8).
        Guardian = "GUARDIAN",
    }

    /// What an entry of the audit log tells (P10).
    AuditAction {
        /// Somebody was shown something about a child.
        ChildViewed = "CHILD_VIEWED",
        /// Somebody was shown that a person with a protected identity is there.
        ProtectedPersonViewed = "PROTECTED_PERSON_VIEWED",
        /// Somebody read the audit log.
        AuditTrailRead = "AUDIT_TRAIL_READ",
        /// Somebody took the audit log with them.
        AuditTrailExported = "AUDIT_TRAIL_EXPORTED",
        /// Somebody looked for people, or found one.
        PersonSearched = "PERSON_SEARCHED",
        /// Somebody got a role, or keeps one for other days.
        RoleGranted = "ROLE_GRANTED",
        /// Somebody lost a role.
        RoleWithdrawn = "ROLE_WITHDRAWN",
        /// A guardian was blocked from a child.
        GuardianBlocked = "GUARDIAN_BLOCKED",
        /// A guardian's block was lifted.
        GuardianUnblocked = "GUARDIAN_UNBLOCKED",
        /// Somebody was invited to a child.
        InvitationMade = "INVITATION_MADE",
        /// An invitation was accepted.
        InvitationAccepted = "INVITATION_ACCEPTED",
        /// An invitation was withdrawn before anybody accepted it.
        InvitationWithdrawn = "INVITATION_WITHDRAWN",
        /// A family member may follow a child no longer.
        FamilyMemberWithdrawn = "FAMILY_MEMBER_WITHDRAWN",
        /// A register gave somebody a relation that opens something to them, or changed its days.
        RelationGranted = "RELATION_GRANTED",
        /// A register ended such a relation.
        RelationEnded = "RELATION_ENDED",
        /// Personal data left the system in a file.
        DataExported = "DATA_EXPORTED",
        /// How far an identity is protected was changed.
        ProtectionChanged = "PROTECTION_CHANGED",
        /// An operator made a person be recognised by nothing any more, to end a conflict of identities.
        AccountReleased = "ACCOUNT_RELEASED",
    }

    /// A way to reach a service (D1).
    ChannelKind {
        /// Telephone.
        Phone = "PHONE",
        /// E-mail.
        Email = "EMAIL",
        /// An e-service on the web.
        EService = "E_SERVICE",
        /// A web page.
        Web = "WEB",
        /// A place to visit.
        Visit = "VISIT",
    }

    /// What a facility does on holidays that no exception speaks of (D2).
    HolidayRule {
        /// Closed.
        Closed = "CLOSED",
        /// Open as on Sundays.
        Sunday = "SUNDAY",
        /// Open as on any such weekday.
        Usual = "USUAL",
    }

    /// As what a person works at a preschool (SS 12000's `dutyRole`).
    DutyRole {
        /// Works with the children (pedagog).
        Educator = "EDUCATOR",
        /// Heads the preschool (rektor).
        Principal = "PRINCIPAL",
    }

    /// What a register elsewhere gave a name of its own (P12).
    ExternalKind {
        /// An organisation that is a preschool here.
        Preschool = "PRESCHOOL",
        /// An organisation that is a school here.
        School = "SCHOOL",
        /// A group of a preschool.
        Group = "GROUP",
        /// A person.
        Person = "PERSON",
        /// A person's principal name (EPPN), as its part.
        PrincipalName = "PRINCIPAL_NAME",
        /// A child's guardian: the child's id, with the guardian's as its part.
        Guardianship = "GUARDIANSHIP",
        /// A pupil's place: the pupil's id, with school and first day as its part.
        Enrolment = "ENROLMENT",
        /// A child's place in a group.
        Placement = "PLACEMENT",
        /// Work at a preschool, with the group as its part.
        Duty = "DUTY",
        /// Work at a school.
        SchoolDuty = "SCHOOL_DUTY",
    }

    /// Whether a post is out (P5).
    PostStatus {
        /// Seen by staff of the group only.
        Draft = "DRAFT",
        /// Seen by the group's guardians.
        Published = "PUBLISHED",
    }

    /// As what somebody writes in a preschool group.
    ContributorRole {
        /// Works there.
        Staff = "STAFF",
        /// Is guardian of a child there.
        Guardian = "GUARDIAN",
    }

    /// Who sees a comment (P5).
    CommentAudience {
        /// Everyone who sees the post.
        Everyone = "EVERYONE",
        /// Staff of the group, who wrote it, and whom it answers.
        Staff = "STAFF",
    }

    /// Whether a school unit is in use (Skolverket's register).
    SchoolStatus {
        /// In use (aktiv).
        Active = "ACTIVE",
        /// Resting (vilande).
        Dormant = "DORMANT",
        /// Closed for good (upphörd).
        Ceased = "CEASED",
        /// Not yet opened (planerad).
        Planned = "PLANNED",
    }

    /// In what role somebody gives feedback on a meal.
    VoterRole {
        /// Eats there as a pupil.
        Pupil = "PUPIL",
        /// Is a guardian of a pupil.
        Guardian = "GUARDIAN",
        /// Works at the school.
        Staff = "STAFF",
    }

    /// What has become of a comment on a meal (M8).
    MealCommentStatus {
        /// Nobody has decided yet: staff read it, nobody else does.
        Held = "HELD",
        /// It is published.
        Released = "RELEASED",
        /// It is not to be published.
        Withheld = "WITHHELD",
    }

    /// What rules notice in a comment on a meal (M8).
    MealCommentFlag {
        /// It may tell of somebody's health: an allergy, an illness.
        Health = "HEALTH",
        /// It may tell of somebody's diet: what they may not eat, for whatever reason.
        Diet = "DIET",
        /// It has a telephone number, an address or the like in it.
        PersonalData = "PERSONAL_DATA",
        /// It is rude.
        Profanity = "PROFANITY",
    }

    /// On which way a vote on a meal came (M5). Votes of one way are published apart from those of the others: nobody lifts
    /// what people said over the limit by phones of their own making.
    VoteChannel {
        /// From somebody who was logged in.
        Person = "PERSON",
        /// From a phone that nobody was logged in on.
        Phone = "PHONE",
        /// From the device of a classroom.
        Classroom = "CLASSROOM",
    }

    /// The six kinds of submission (S1).
    SubmissionKind {
        /// Praise (beröm).
        Praise = "PRAISE",
        /// Complaint (klagomål).
        Complaint = "COMPLAINT",
        /// Suggestion (förslag).
        Suggestion = "SUGGESTION",
        /// Question (fråga).
        Question = "QUESTION",
        /// Fault report (felanmälan).
        FaultReport = "FAULT_REPORT",
        /// Opinion (synpunkt).
        Opinion = "OPINION",
    }

    /// Where a submission stands (S6).
    SubmissionStatus {
        /// Received, nobody has looked at it.
        Received = "RECEIVED",
        /// A case officer has it.
        InProgress = "IN_PROGRESS",
        /// Waits for the sender to answer a question.
        AwaitingSender = "AWAITING_SENDER",
        /// Planned: the measure is decided and will be carried out.
        Planned = "PLANNED",
        /// Answered.
        Answered = "ANSWERED",
        /// Closed.
        Closed = "CLOSED",
    }

    /// What a notice on a menu is about.
    NoticeKind {
        /// Nothing is served: a holiday from school, a study day.
        Closed = "CLOSED",
        /// A red-letter day or an occasion.
        Holiday = "HOLIDAY",
        /// Something is served; what it is, is decided on the day (kökets val).
        KitchensChoice = "KITCHENS_CHOICE",
        /// The menu is not there yet.
        Missing = "MISSING",
        /// Anything else that the kitchen wants to be known.
        Information = "INFORMATION",
        /// The kitchen took back what the menu promised.
        Withdrawn = "WITHDRAWN",
    }

    /// Where a version of a menu came from (M3).
    MenuVersionKind {
        /// A feed said it.
        Import = "IMPORT",
        /// The kitchen's staff said it.
        Staff = "STAFF",
    }

    /// What a kitchen says a dish is, or is made of.
    DietLabel {
        /// Without meat and fish.
        Vegetarian = "VEGETARIAN",
        /// Without anything from animals.
        Vegan = "VEGAN",
        /// With fish or seafood.
        Fish = "FISH",
        /// With poultry.
        Poultry = "POULTRY",
        /// With pork.
        Pork = "PORK",
        /// With beef.
        Beef = "BEEF",
        /// With lamb.
        Lamb = "LAMB",
        /// With game.
        Game = "GAME",
        /// Labelled as free from lactose.
        LactoseFree = "LACTOSE_FREE",
        /// Labelled as free from gluten.
        GlutenFree = "GLUTEN_FREE",
        /// Organic.
        Organic = "ORGANIC",
        /// A low climate footprint by the kitchen's own measure.
        ClimateSmart = "CLIMATE_SMART",
        /// Produced in Sweden or in the region.
        Local = "LOCAL",
    }

    /// Why a meal was liked or not (M5).
    FeedbackReason {
        /// How it tasted.
        Taste = "TASTE",
        /// Hot where it should be hot, cold where it should be cold.
        Temperature = "TEMPERATURE",
        /// How it looked and smelled.
        Appearance = "APPEARANCE",
        /// Whether there was enough.
        Portion = "PORTION",
        /// What there was to choose from.
        Choice = "CHOICE",
        /// How loud it was.
        Noise = "NOISE",
        /// Whether there was time to eat.
        Time = "TIME",
        /// How long the queue was.
        Queue = "QUEUE",
        /// How one was met by those who serve.
        Service = "SERVICE",
    }

    /// What happened to a submission (S6).
    SubmissionAction {
        /// It reached the municipality.
        Received = "RECEIVED",
        /// It moved on to another status.
        StatusChanged = "STATUS_CHANGED",
        /// Another department answers for it.
        DepartmentChanged = "DEPARTMENT_CHANGED",
        /// Another case officer has it.
        OfficerChanged = "OFFICER_CHANGED",
        /// It became one of another kind or category.
        Converted = "CONVERTED",
        /// It got an official answer.
        Answered = "ANSWERED",
        /// The sender wrote more.
        AddedTo = "ADDED_TO",
        /// A case officer noted something.
        Noted = "NOTED",
        /// A moderated copy went public.
        Published = "PUBLISHED",
        /// The copy is public no more.
        Unpublished = "UNPUBLISHED",
    }

    /// One of the fourteen allergens of regulation (EU) 1169/2011, annex II.
    Allergen {
        /// Cereals containing gluten.
        Gluten = "GLUTEN",
        /// Crustaceans.
        Crustaceans = "CRUSTACEANS",
        /// Eggs.
        Eggs = "EGGS",
        /// Fish.
        Fish = "FISH",
        /// Peanuts.
        Peanuts = "PEANUTS",
        /// Soybeans.
        Soybeans = "SOYBEANS",
        /// Milk, lactose included.
        Milk = "MILK",
        /// Nuts.
        Nuts = "NUTS",
        /// Celery.
        Celery = "CELERY",
        /// Mustard.
        Mustard = "MUSTARD",
        /// Sesame seeds.
        Sesame = "SESAME",
        /// Sulphur dioxide and sulphites.
        Sulphites = "SULPHITES",
        /// Lupin.
        Lupin = "LUPIN",
        /// Molluscs.
        Molluscs = "MOLLUSCS",
    }
}
