//! A browser without scripts: cookies, forms, and the headers that a real one sends.

use std::collections::BTreeMap;

use reqwest::{
    Client, Method, RequestBuilder, Url,
    header::{HeaderMap, LOCATION, SET_COOKIE},
};

/// What browsers accept when they load a page.
pub const HTML: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

#[derive(Clone)]
pub struct Browser {
    pub cookies: BTreeMap<String, String>,
    pub language: Option<&'static str>,
    pub accept: &'static str,
    client: Client,
    base: String,
    origin: String,
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Browser {
    pub fn new(client: Client, base: String, origin: String) -> Self {
        Self { cookies: BTreeMap::new(), language: None, accept: HTML, client, base, origin }
    }

    /// A bare request to this site: cookies and languages, and as browsers do, where it comes from.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let unsafe_method = method != Method::GET && method != Method::HEAD;
        let request = self.bare(method, path).header("sec-fetch-site", "same-origin");
        if unsafe_method { request.header("origin", &self.origin) } else { request }
    }

    /// A request that does not say where it comes from.
    pub fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request =
            self.client.request(method, format!("{}{path}", self.base)).header("accept", self.accept);
        if !self.cookies.is_empty() {
            let pairs: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", pairs.join("; "));
        }
        match self.language {
            Some(language) => request.header("accept-language", language),
            None => request,
        }
    }

    /// Sends a request and keeps the cookies that come back.
    pub async fn send(&mut self, request: RequestBuilder) -> Answer {
        let answer = Answer::of(request.send().await.unwrap()).await;
        for line in answer.set_cookies() {
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// Sends a request whose answer need not be text: its body keeps its length and little else.
    pub async fn send_for_bytes(&mut self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap().iter().map(|_| '.').collect();
        Answer { status, headers, body }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path);
        self.send(request).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.form(path, form);
        self.send(request).await
    }

    /// A form, not sent yet.
    pub fn form(&self, path: &str, form: &[(&str, &str)]) -> RequestBuilder {
        self.request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(encoded(form))
    }

    /// Sends a form and shows the page it leads to.
    pub async fn submit(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, form).await;
        let to = answer.leads_to();
        self.get(&to).await
    }

    /// Places an order as the checkout page's form does; answers with the order page's path.
    pub async fn order(&mut self, community: &str, product: &str) -> String {
        let page = self.get(&format!("/join/{community}?product={product}&agreement=open")).await;
        let answer = self.post("/api/start_order", &page.order_form()).await;
        let path = answer.leads_to();
        assert!(path.starts_with("/o/"), "{path}");
        path
    }

    /// The JSON of an order's status.
    pub async fn status(&mut self, page: &str) -> serde_json::Value {
        let answer = self.get(&format!("{page}/status")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        serde_json::from_str(&answer.body).unwrap()
    }

    /// The state that an order page shows.
    pub async fn stage(&mut self, page: &str) -> String {
        let answer = self.get(page).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.between("data-state=\"", "\"").unwrap().to_owned()
    }
}

impl Answer {
    pub async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.text().await.unwrap() }
    }

    /// A header as text; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub fn set_cookies(&self) -> Vec<String> {
        self.headers.get_all(SET_COOKIE).iter().map(|line| line.to_str().unwrap().to_owned()).collect()
    }

    /// Where a form's answer leads by GET, on this site and nowhere else.
    pub fn leads_to(&self) -> String {
        assert_eq!(self.status, 303, "{self:?}");
        let location = self.headers.get(LOCATION).unwrap().to_str().unwrap();
        let here = Url::parse("https://here.example/some/page").unwrap();
        assert_eq!(here.join(location).unwrap().origin(), here.origin(), "{location}");
        assert!(location.starts_with('/'), "{location}");
        location.to_owned()
    }

    /// The first text between two marks.
    pub fn between(&self, before: &str, after: &str) -> Option<&str> {
        self.body.split_once(before)?.1.split_once(after).map(|(found, _)| found)
    }

    /// The checkout page's form, as it stands, with the box ticked.
    pub fn order_form(&self) -> [(&'static str, &str); 5] {
        // The page has other forms with fields of the same names.
        let (_, form) = self.body.split_once("action=\"/api/start_order\"").unwrap();
        let hidden = |name| {
            let (_, value) = form.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
            value.split('"').next().unwrap()
        };
        [
            ("product", hidden("product")),
            ("agreement", hidden("agreement")),
            ("stamp", hidden("stamp")),
            ("accept", "true"),
            ("back", "/memberships"),
        ]
    }
}

fn encoded(form: &[(&str, &str)]) -> String {
    let mut url = Url::parse("http://form.example/").unwrap();
    url.query_pairs_mut().extend_pairs(form);
    url.query().unwrap_or_default().to_owned()
}
