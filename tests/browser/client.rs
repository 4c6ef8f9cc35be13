//! A program that asks the console by HTTP, without a browser: with a cookie and forms, or with a key.

use super::stage::PASSWORD;
use ureq::http::Response;

/// An answer: status, header fields and text.
pub struct Answer {
    pub status: u16,
    pub fields: Vec<(String, String)>,
    pub text: String,
}

/// Somebody who asks.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    address: String,
    fields: Vec<(String, String)>,
    csrf: String,
}

impl Answer {
    fn of(mut response: Response<ureq::Body>) -> Self {
        let fields = response.headers().iter();
        Self {
            status: response.status().as_u16(),
            fields: fields
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .collect(),
            text: response.body_mut().read_to_string().unwrap(),
        }
    }

    /// A header field's value; empty where there is none.
    pub fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value)
    }

    /// The text between two others.
    pub fn between(&self, before: &str, after: &str) -> String {
        let rest = self.text.split_once(before).map_or("", |(_, rest)| rest);
        rest.split_once(after).map_or("", |(inside, _)| inside).to_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

impl Client {
    /// Nobody in particular.
    pub fn new(address: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Self {
            agent: config.into(),
            address: address.to_owned(),
            fields: Vec::new(),
            csrf: String::new(),
        }
    }

    /// Somebody who signs in.
    pub async fn signed_in(address: &str, name: &str) -> Self {
        let mut client = Self::new(address);
        let answer = client
            .post("/sign-in", &[("name", name), ("password", PASSWORD)])
            .await;
        let cookie = answer.field("set-cookie").split(';').next().unwrap();
        client.fields.push(("cookie".to_owned(), cookie.to_owned()));
        let page = client.get("/keys").await;
        client.csrf = page.between("name=\"csrf\" value=\"", "\"");
        assert!(!client.csrf.is_empty(), "{name} is signed in: {}", page.text);
        client
    }

    /// A program with a key.
    pub fn with_key(address: &str, key: &str) -> Self {
        let mut client = Self::new(address);
        client
            .fields
            .push(("authorization".to_owned(), format!("Bearer {key}")));
        client
    }

    /// With another token for forms than the one that was given.
    pub fn with_token(mut self, token: &str) -> Self {
        token.clone_into(&mut self.csrf);
        self
    }

    /// With one more header field.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(path, ureq::Agent::get, Answer::of).await
    }

    /// A file that is no text.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        self.ask(path, ureq::Agent::get, |mut response| {
            response.body_mut().read_to_vec().unwrap()
        })
        .await
    }

    /// Asks for the head of a page only: what would be refused is refused, and no page that never ends is read.
    pub async fn head(&self, path: &str) -> Answer {
        self.ask(path, ureq::Agent::head, Answer::of).await
    }

    async fn ask<T: Send + 'static>(
        &self,
        path: &str,
        method: fn(&ureq::Agent, String) -> ureq::RequestBuilder<ureq::typestate::WithoutBody>,
        take: fn(Response<ureq::Body>) -> T,
    ) -> T {
        let client = self.clone();
        let path = path.to_owned();
        let asked = tokio::task::spawn_blocking(move || {
            let mut request = method(&client.agent, format!("{}{path}", client.address));
            for (name, value) in &client.fields {
                request = request.header(name, value);
            }
            take(request.call().unwrap())
        });
        asked.await.unwrap()
    }

    /// Sends a form, with the token of this visit.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let mut form: Vec<(String, String)> = form
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        form.push(("csrf".to_owned(), self.csrf.clone()));
        self.send(path, move |request| request.send_form(form)).await
    }

    /// Sends JSON.
    pub async fn tell(&self, path: &str, value: &serde_json::Value) -> Answer {
        let text = value.to_string();
        self.send(path, move |request| {
            request.header("content-type", "application/json").send(text)
        })
        .await
    }

    async fn send(
        &self,
        path: &str,
        send: impl FnOnce(
            ureq::RequestBuilder<ureq::typestate::WithBody>,
        ) -> Result<Response<ureq::Body>, ureq::Error>
        + Send
        + 'static,
    ) -> Answer {
        let client = self.clone();
        let path = path.to_owned();
        let asked = tokio::task::spawn_blocking(move || {
            let mut request = client.agent.post(format!("{}{path}", client.address));
            for (name, value) in &client.fields {
                request = request.header(name, value);
            }
            Answer::of(send(request).unwrap())
        });
        asked.await.unwrap()
    }
}
