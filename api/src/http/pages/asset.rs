//! A file that is served from memory, packed once.

use std::{
    io::{Read, Write},
    sync::OnceLock,
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, AcceptEncoding, Encoding, EntityTag, Header, IfNoneMatch},
    web::Bytes,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use sha2::{Digest, Sha256};

use crate::http::deliver::Shared;

/// A file in memory, packed; unpacked once, for whoever does not read gzip, which every browser does.
pub(super) struct Asset {
    media_type: &'static str,
    packed: Bytes,
    plain: OnceLock<Bytes>,
    tag: String,
}

impl Asset {
    /// A file that was packed with gzip when the assets were built.
    #[must_use]
    pub fn packed(media_type: &'static str, packed: &'static [u8]) -> Self {
        Self::new(media_type, Bytes::from_static(packed))
    }

    /// A text that this process made.
    #[must_use]
    pub fn text(media_type: &'static str, text: &str) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        // Writing to memory does not fail; if it did, the checksum in the file would tell the reader.
        let _written = encoder.write_all(text.as_bytes());
        Self::new(media_type, encoder.finish().unwrap_or_default().into())
    }

    fn new(media_type: &'static str, packed: Bytes) -> Self {
        let digest = Sha256::digest(&packed);
        let tag = BASE64_URL_SAFE_NO_PAD.encode(digest.get(..12).unwrap_or_default());
        Self { media_type, packed, plain: OnceLock::new(), tag }
    }

    /// What the content is known by.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Answers a request for it: 304 to those who have it already.
    #[must_use]
    pub fn respond(&self, request: &HttpRequest, cache_control: &'static str) -> HttpResponse {
        let tag = EntityTag::new_weak(self.tag.clone());
        let known = is_known(request, &tag);
        let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        response
            .insert_header(header::ETag(tag))
            .insert_header((header::CACHE_CONTROL, cache_control))
            .insert_header((header::VARY, "accept-encoding"));
        if known {
            return response.finish();
        }
        response.content_type(self.media_type);
        if reads_gzip(request) {
            response.insert_header((header::CONTENT_ENCODING, "gzip"));
            return shared(response.body(self.packed.clone()));
        }
        shared(response.body(self.plain.get_or_init(|| self.unpack()).clone()))
    }

    fn unpack(&self) -> Bytes {
        let mut plain = Vec::new();
        if let Err(cause) = GzDecoder::new(&*self.packed).read_to_end(&mut plain) {
            tracing::error!(%cause, "an embedded file cannot be unpacked");
        }
        plain.into()
    }
}

fn shared(mut response: HttpResponse) -> HttpResponse {
    response.extensions_mut().insert(Shared);
    response
}

/// Whether who asks has it already (RFC 9110, 13.1.2).
pub(in crate::http) fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Ok(IfNoneMatch::Any) => true,
        Err(_) => false,
    }
}

fn reads_gzip(request: &HttpRequest) -> bool {
    let offered = [Encoding::gzip(), Encoding::identity()];
    AcceptEncoding::parse(request)
        .ok()
        .and_then(|accepted| accepted.negotiate(offered.iter()))
        .is_some_and(|chosen| chosen == Encoding::gzip())
}

#[cfg(test)]
mod tests {
    use actix_web::{body::MessageBody, http::StatusCode, test::TestRequest};

    use super::*;

    fn answer(asset: &Asset, headers: &[(&str, &str)]) -> HttpResponse {
        let mut request = TestRequest::default();
        for header in headers {
            request = request.append_header(*header);
        }
        asset.respond(&request.to_http_request(), "no-cache")
    }

    fn bytes(response: HttpResponse) -> Bytes {
        response.into_body().try_into_bytes().expect("a body in memory")
    }

    #[test]
    fn it_comes_packed_to_those_who_read_gzip_and_plain_to_others() {
        let asset = Asset::text("text/plain", "some text");
        for accepted in ["gzip", "gzip, deflate, br", "br;q=1, gzip;q=0.5, *;q=0"] {
            let response = answer(&asset, &[("accept-encoding", accepted)]);
            assert_eq!(response.headers().get("content-encoding").unwrap(), "gzip", "{accepted}");
            let packed = bytes(response);
            let mut text = String::new();
            GzDecoder::new(&*packed).read_to_string(&mut text).unwrap();
            assert_eq!(text, "some text");
        }
        for accepted in ["identity", "br", "gzip;q=0"] {
            let response = answer(&asset, &[("accept-encoding", accepted)]);
            assert!(!response.headers().contains_key("content-encoding"), "{accepted}");
            assert_eq!(&*bytes(response), b"some text");
        }
        assert_eq!(&*bytes(answer(&asset, &[])), b"some text");
    }

    #[test]
    fn it_is_not_sent_again_to_those_who_have_it() {
        let asset = Asset::text("text/plain", "some text");
        let tag = answer(&asset, &[]).headers().get("etag").unwrap().to_str().unwrap().to_owned();
        for known in [tag.as_str(), "*", &format!("\"other\", {tag}"), tag.trim_start_matches("W/")] {
            let response = answer(&asset, &[("if-none-match", known)]);
            assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{known}");
            assert_eq!(response.headers().get("etag").unwrap(), tag.as_str());
        }
        assert_eq!(answer(&asset, &[("if-none-match", "\"other\"")]).status(), StatusCode::OK);
        assert_ne!(Asset::text("text/plain", "another text").tag(), asset.tag());
    }
}
