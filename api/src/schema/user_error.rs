//! What every user error has in common.

use async_graphql::Interface;

use crate::{
    extract::mutations::RequestMyDataExportError,
    feeds::mutations::{AddMenuSourceError, FetchMenuNowError, RemoveMenuSourceError},
    identity::roles::mutations::{GrantRoleError, WithdrawRoleError},
    meals::mutations::{
        AnswerMealFeedbackError, CloseClassroomSessionError, JoinClassroomSessionError,
        OpenClassroomSessionError, RecordPlateWasteError, ReleaseMealCommentError,
        SubmitClassroomFeedbackError, SubmitMealFeedbackError, WithholdMealCommentError,
        follows::{FollowSchoolMealsError, UnfollowSchoolMealsError},
        menu_faults::{AddMealError, CorrectMealError, WithdrawMealError},
    },
    preschool::mutations::{
        AcceptInvitationError, AddCommentError, BlockGuardianError, DraftPostError, HideCommentError,
        InviteFamilyMemberError, InviteGuardianError, MarkPostAsReadError, MarkPostsAsReadError,
        PublishDraftError, PublishPostError, UnblockGuardianError, UpdatePostError,
        WithdrawFamilyMemberError, WithdrawInvitationError,
    },
    submissions::mutations::{
        AddInternalNoteError, AddToSubmissionError, AnswerSubmissionError, AssignSubmissionError,
        ChangeSubmissionStatusError, ConvertSubmissionError, FileSubmissionError,
        PublishSubmissionAnswerError, PublishSubmissionError, SupportSubmissionError,
        UnpublishSubmissionError, WithdrawSubmissionSupportError,
    },
};

/// A fault that the client can mend. Each mutation has its own type, whose `reason` has an enum of its own.
#[derive(Interface)]
#[graphql(
    field(
        name = "code",
        ty = "&std::string::String",
        desc = "The contract: what apps decide by, `<FIELD>_<FAULT>`. The type of each mutation lists its codes in `reason`."
    ),
    field(name = "message", ty = "&String", desc = "The fault in the client's language, for people."),
    field(
        name = "field",
        ty = "&Option<Vec<String>>",
        desc = "The path to the faulty value in `input`, elements of lists numbered from 0; null when it is no one value."
    )
)]
pub enum UserError {
    /// Of `addComment`.
    AddComment(AddCommentError),
    /// Of `draftPost`.
    DraftPost(DraftPostError),
    /// Of `addMenuSource`.
    AddMenuSource(AddMenuSourceError),
    /// Of `removeMenuSource`.
    RemoveMenuSource(RemoveMenuSourceError),
    /// Of `fetchMenuNow`.
    FetchMenuNow(FetchMenuNowError),
    /// Of `grantRole`.
    GrantRole(GrantRoleError),
    /// Of `withdrawRole`.
    WithdrawRole(WithdrawRoleError),
    /// Of `acceptInvitation`.
    AcceptInvitation(AcceptInvitationError),
    /// Of `blockGuardian`.
    BlockGuardian(BlockGuardianError),
    /// Of `inviteFamilyMember`.
    InviteFamilyMember(InviteFamilyMemberError),
    /// Of `inviteGuardian`.
    InviteGuardian(InviteGuardianError),
    /// Of `unblockGuardian`.
    UnblockGuardian(UnblockGuardianError),
    /// Of `withdrawFamilyMember`.
    WithdrawFamilyMember(WithdrawFamilyMemberError),
    /// Of `withdrawInvitation`.
    WithdrawInvitation(WithdrawInvitationError),
    /// Of `requestMyDataExport`.
    RequestMyDataExport(RequestMyDataExportError),
    /// Of `hideComment`.
    HideComment(HideCommentError),
    /// Of `markPostAsRead`.
    MarkPostAsRead(MarkPostAsReadError),
    /// Of `markPostsAsRead`.
    MarkPostsAsRead(MarkPostsAsReadError),
    /// Of `publishDraft`.
    PublishDraft(PublishDraftError),
    /// Of `publishPost`.
    PublishPost(PublishPostError),
    /// Of `answerMealFeedback`.
    AnswerMealFeedback(AnswerMealFeedbackError),
    /// Of `closeClassroomSession`.
    CloseClassroomSession(CloseClassroomSessionError),
    /// Of `joinClassroomSession`.
    JoinClassroomSession(JoinClassroomSessionError),
    /// Of `openClassroomSession`.
    OpenClassroomSession(OpenClassroomSessionError),
    /// Of `recordPlateWaste`.
    RecordPlateWaste(RecordPlateWasteError),
    /// Of `releaseMealComment`.
    ReleaseMealComment(ReleaseMealCommentError),
    /// Of `submitClassroomFeedback`.
    SubmitClassroomFeedback(SubmitClassroomFeedbackError),
    /// Of `withholdMealComment`.
    WithholdMealComment(WithholdMealCommentError),
    /// Of `addMeal`.
    AddMeal(AddMealError),
    /// Of `correctMeal`.
    CorrectMeal(CorrectMealError),
    /// Of `withdrawMeal`.
    WithdrawMeal(WithdrawMealError),
    /// Of `followSchoolMeals`.
    FollowSchoolMeals(FollowSchoolMealsError),
    /// Of `unfollowSchoolMeals`.
    UnfollowSchoolMeals(UnfollowSchoolMealsError),
    /// Of `submitMealFeedback`.
    SubmitMealFeedback(SubmitMealFeedbackError),
    /// Of `updatePost`.
    UpdatePost(UpdatePostError),
    /// Of `addInternalNote`.
    AddInternalNote(AddInternalNoteError),
    /// Of `addToSubmission`.
    AddToSubmission(AddToSubmissionError),
    /// Of `answerSubmission`.
    AnswerSubmission(AnswerSubmissionError),
    /// Of `assignSubmission`.
    AssignSubmission(AssignSubmissionError),
    /// Of `changeSubmissionStatus`.
    ChangeSubmissionStatus(ChangeSubmissionStatusError),
    /// Of `convertSubmission`.
    ConvertSubmission(ConvertSubmissionError),
    /// Of `fileSubmission`.
    FileSubmission(FileSubmissionError),
    /// Of `publishSubmission`.
    PublishSubmission(PublishSubmissionError),
    PublishSubmissionAnswer(PublishSubmissionAnswerError),
    /// Of `supportSubmission`.
    SupportSubmission(SupportSubmissionError),
    /// Of `unpublishSubmission`.
    UnpublishSubmission(UnpublishSubmissionError),
    /// Of `withdrawSubmissionSupport`.
    WithdrawSubmissionSupport(WithdrawSubmissionSupportError),
}
