//! Ways to reach a service.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object};
use entity::{ChannelKind, service_channel};

use crate::schema::{
    scalars::{EmailAddress, LocaleTag, PhoneNumber, Url},
    text::LocalizedText,
};

/// A way to reach a service (kanal).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "ChannelKind")]
pub enum ServiceChannelKind {
    /// Telephone.
    Phone,
    /// E-mail.
    Email,
    /// An e-service on the web (e-tjänst).
    EService,
    /// A web page.
    Web,
    /// A place to visit.
    Visit,
}

/// A way to reach a service.
pub struct ServiceChannel(pub Arc<service_channel::Model>);

/// A way to reach a service (kanal): a number, an address, an e-service.
#[Object]
impl ServiceChannel {
    /// Which way.
    async fn kind(&self) -> ServiceChannelKind {
        self.0.kind.into()
    }

    /// What to call it, such as "Apply for a permit".
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted; that of the request when left out.")] locale: Option<
            LocaleTag,
        >,
    ) -> Option<LocalizedText> {
        LocalizedText::pick_some(ctx.data_unchecked(), self.0.label.as_ref(), locale.as_ref())
    }

    /// Number, address or URL, as people read it.
    async fn value(&self) -> &str {
        &self.0.value
    }

    /// Where to go, for e-services and web pages.
    async fn url(&self) -> Option<Url> {
        self.is(&[ChannelKind::EService, ChannelKind::Web]).map(Url)
    }

    /// What to dial, for telephones.
    async fn phone(&self) -> Option<PhoneNumber> {
        self.is(&[ChannelKind::Phone]).map(PhoneNumber)
    }

    /// Where to write, for e-mail.
    async fn email(&self) -> Option<EmailAddress> {
        self.is(&[ChannelKind::Email]).map(EmailAddress)
    }

    /// Whether an e-identification is needed.
    async fn requires_login(&self) -> bool {
        self.0.requires_login
    }
}

impl ServiceChannel {
    fn is(&self, kinds: &[ChannelKind]) -> Option<String> {
        kinds.contains(&self.0.kind).then(|| self.0.value.clone())
    }
}
