//! A provider of logins (OIDC) as municipalities have one: a real HTTP server that tells its keys, and signs
//! access tokens as Keycloak does behind BankID, behind SITHS and behind a school's own directory. Its keys can be
//! rotated; it can be down, slow, or answer whatever a test wants.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use api::identity::{ClaimNames, IssuerConfig, default_acr, default_algorithms};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The level of assurance of BankID, Freja and SITHS.
pub const LOA3: &str = "http://id.elegnamnden.se/loa/1.0/loa3";

/// What its access tokens are for.
pub const AUDIENCE: &str = "mittkommun:9901";

/// A key pair that signs tokens.
#[derive(Clone, Debug)]
pub enum Pair {
    /// RS256.
    Rsa(Arc<RsaKeyPair>),
    /// ES256.
    Ec(Arc<EcdsaKeyPair>),
    /// `EdDSA`.
    Ed(Arc<Ed25519KeyPair>),
}

impl Pair {
    /// One of the RSA keys that this process made; making one takes a while.
    #[must_use]
    pub fn rsa(number: usize) -> Self {
        static MADE: OnceLock<[Arc<RsaKeyPair>; 3]> = OnceLock::new();
        let made = MADE.get_or_init(|| {
            [(); 3].map(|()| Arc::new(RsaKeyPair::generate(KeySize::Rsa2048).expect("an RSA key")))
        });
        Self::Rsa(Arc::clone(&made[number % made.len()]))
    }

    /// A new key for ES256.
    #[must_use]
    pub fn ec() -> Self {
        Self::Ec(Arc::new(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("an EC key")))
    }

    /// A new key for `EdDSA`.
    #[must_use]
    pub fn ed() -> Self {
        Self::Ed(Arc::new(Ed25519KeyPair::generate().expect("an Ed25519 key")))
    }

    /// The algorithm's name in a token's header.
    #[must_use]
    pub fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RS256",
            Self::Ec(_) => "ES256",
            Self::Ed(_) => "EdDSA",
        }
    }

    /// The public key as a JWK without a name.
    #[must_use]
    pub fn jwk(&self) -> Value {
        match self {
            Self::Rsa(pair) => {
                let public = pair.public_key();
                let (n, e) = (public.modulus(), public.exponent());
                json!({ "kty": "RSA", "n": base64url(n.big_endian_without_leading_zero()),
                    "e": base64url(e.big_endian_without_leading_zero()) })
            }
            Self::Ec(pair) => {
                let point = pair.public_key().as_ref();
                json!({ "kty": "EC", "crv": "P-256", "x": base64url(&point[1..33]), "y": base64url(&point[33..]) })
            }
            Self::Ed(pair) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": base64url(pair.public_key().as_ref()) })
            }
        }
    }

    /// The signature of a message.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).expect("a signature");
                signature
            }
            Self::Ec(pair) => pair.sign(&random, message).expect("a signature").as_ref().to_vec(),
            Self::Ed(pair) => pair.sign(message).as_ref().to_vec(),
        }
    }

    /// A token of exactly this header and these claims, signed by this key whatever the header says.
    #[must_use]
    pub fn token(&self, header: &Value, claims: &str) -> String {
        let message =
            format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.as_bytes()));
        let signature = base64url(&self.sign(message.as_bytes()));
        format!("{message}.{signature}")
    }
}

/// Base64 for URLs, as tokens are written.
#[must_use]
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// How the provider answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Mood {
    /// As it should.
    #[default]
    Well,
    /// Not at all: connections are closed.
    Down,
    /// With this whole HTTP answer.
    Saying(String),
}

/// A running provider. Clones are the same one.
#[derive(Clone, Debug)]
pub struct Provider(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    origin: String,
    now: DateTime<Utc>,
    /// Its keys by name; the last one signs.
    keys: Mutex<BTreeMap<String, Pair>>,
    mood: Mutex<Mood>,
    held: watch::Sender<bool>,
    asked: AtomicUsize,
}

impl Provider {
    /// Starts one with a key for RS256, whose tokens are of this time.
    ///
    /// # Panics
    /// If there is no free port.
    pub async fn start(now: DateTime<Utc>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("its address"));
        let provider = Self(Arc::new(Inner {
            origin,
            now,
            keys: Mutex::default(),
            mood: Mutex::default(),
            held: watch::Sender::new(false),
            asked: AtomicUsize::new(0),
        }));
        provider.publish("key-1", Pair::rsa(0));
        let served = provider.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let served = served.clone();
                tokio::spawn(async move { served.answer(stream).await });
            }
        });
        provider
    }

    /// Its `iss`.
    #[must_use]
    pub fn issuer(&self) -> String {
        format!("{}/realms/kommun", self.0.origin)
    }

    /// Where its keys are.
    #[must_use]
    pub fn jwks_url(&self) -> String {
        format!("{}/protocol/openid-connect/certs", self.issuer())
    }

    /// As a municipality trusts it.
    #[must_use]
    pub fn trusted_by(&self, municipality: &str) -> IssuerConfig {
        IssuerConfig {
            municipality: municipality.to_owned(),
            issuer: self.issuer(),
            audience: AUDIENCE.to_owned(),
            algorithms: default_algorithms(),
            jwks_url: Some(self.jwks_url()),
            jwks_file: None,
            jwks: None,
            claims: ClaimNames::default(),
            accepted_acr: default_acr(),
        }
    }

    /// Adds a key. The one that is last by name signs.
    pub fn publish(&self, kid: &str, pair: Pair) {
        self.keys().insert(kid.to_owned(), pair);
    }

    /// Takes a key away.
    pub fn withdraw(&self, kid: &str) {
        self.keys().remove(kid);
    }

    /// The key that signs, with its name.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn signing_key(&self) -> (String, Pair) {
        let keys = self.keys();
        keys.iter().next_back().map(|(kid, pair)| (kid.clone(), pair.clone())).expect("a key")
    }

    /// Answers nobody from now on.
    pub fn go_down(&self) {
        *self.mood() = Mood::Down;
    }

    /// Answers as it should from now on.
    pub fn recover(&self) {
        *self.mood() = Mood::Well;
        self.0.held.send_replace(false);
    }

    /// Takes questions from now on and answers none before it recovers.
    pub fn hold(&self) {
        self.0.held.send_replace(true);
    }

    /// Answers every question with this whole HTTP answer.
    pub fn say(&self, answer: &str) {
        *self.mood() = Mood::Saying(answer.to_owned());
    }

    /// How often it was asked for its keys.
    #[must_use]
    pub fn fetches(&self) -> usize {
        self.0.asked.load(Ordering::SeqCst)
    }

    /// Returns when it was asked for its keys more than so many times.
    pub async fn asked_more_than(&self, times: usize) {
        while self.fetches() <= times {
            tokio::task::yield_now().await;
        }
    }

    /// The claims of an access token for somebody, without anything that says who it is.
    #[must_use]
    pub fn claims(&self, subject: &str) -> Value {
        let now = self.0.now;
        json!({
            "iss": self.issuer(), "aud": AUDIENCE, "sub": subject, "iat": now.timestamp(),
            "exp": (now + TimeDelta::days(1)).timestamp(), "typ": "Bearer", "azp": "mitt-kommun-app",
        })
    }

    /// A token with these claims, signed as its tokens are.
    #[must_use]
    pub fn sign(&self, claims: &Value) -> String {
        let (kid, pair) = self.signing_key();
        pair.token(&json!({ "alg": pair.algorithm(), "typ": "JWT", "kid": kid }), &claims.to_string())
    }

    /// The token of somebody with these claims besides.
    #[must_use]
    pub fn token(&self, subject: &str, more: &Value) -> String {
        let mut claims = self.claims(subject);
        let more = more.as_object().expect("an object of claims").clone();
        claims.as_object_mut().expect("an object of claims").extend(more);
        self.sign(&claims)
    }

    /// Keycloak behind BankID: a personal number, level 3.
    #[must_use]
    pub fn guardian(&self, subject: &str, number: &str) -> String {
        let more = json!({
            "acr": LOA3, "given_name": "Gun", "family_name": "Testsson",
            "https://id.oidc.se/claim/personalIdentityNumber": number,
        });
        self.token(subject, &more)
    }

    /// Keycloak behind SITHS: an organisational affiliation, level 3.
    #[must_use]
    pub fn staff(&self, subject: &str, affiliation: &str) -> String {
        let more = json!({
            "acr": LOA3, "given_name": "Siv", "family_name": "Testsson",
            "https://id.oidc.se/claim/orgAffiliation": affiliation,
        });
        self.token(subject, &more)
    }

    /// Keycloak behind a school's own directory: a principal name and a password.
    #[must_use]
    pub fn pupil(&self, subject: &str, principal_name: &str) -> String {
        let more = json!({ "acr": "1", "given_name": "Pia", "eduPersonPrincipalName": [principal_name] });
        self.token(subject, &more)
    }

    fn keys(&self) -> MutexGuard<'_, BTreeMap<String, Pair>> {
        self.0.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn mood(&self) -> MutexGuard<'_, Mood> {
        self.0.mood.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The public keys as it publishes them.
    #[must_use]
    pub fn jwks(&self) -> Value {
        let named = |(kid, pair): (&String, &Pair)| {
            let mut jwk = pair.jwk();
            jwk["kid"] = kid.as_str().into();
            jwk["use"] = "sig".into();
            jwk["alg"] = pair.algorithm().into();
            jwk
        };
        json!({ "keys": self.keys().iter().map(named).collect::<Vec<_>>() })
    }

    async fn answer(&self, mut stream: TcpStream) {
        let mut request = Vec::new();
        while !request.windows(4).any(|end| end == b"\r\n\r\n") {
            match stream.read_buf(&mut request).await {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
        }
        let request = String::from_utf8_lossy(&request).into_owned();
        let path = request.split(' ').nth(1).unwrap_or_default();
        if path.ends_with("/certs") {
            self.0.asked.fetch_add(1, Ordering::SeqCst);
        }
        let mut held = self.0.held.subscribe();
        // Nobody else sends, so it cannot end otherwise.
        drop(held.wait_for(|held| !held).await);
        let mood = self.mood().clone();
        let answer = match mood {
            Mood::Down => return,
            Mood::Saying(answer) => answer,
            Mood::Well if path.ends_with("/certs") => json_answer(&self.jwks()),
            Mood::Well if path.ends_with("/.well-known/openid-configuration") => json_answer(&json!({
                "issuer": self.issuer(),
                "jwks_uri": self.jwks_url(),
                "authorization_endpoint": format!("{}/protocol/openid-connect/auth", self.issuer()),
                "token_endpoint": format!("{}/protocol/openid-connect/token", self.issuer()),
                "code_challenge_methods_supported": ["S256"],
            })),
            Mood::Well => {
                "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned()
            }
        };
        // Who hangs up before has heard enough.
        let _sent = stream.write_all(answer.as_bytes()).await;
        let _closed = stream.shutdown().await;
    }
}

/// A whole HTTP answer with a JSON body.
#[must_use]
pub fn json_answer(body: &Value) -> String {
    let body = body.to_string();
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}
