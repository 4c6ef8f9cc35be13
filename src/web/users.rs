//! Users, for administrators: who may do what, links that sign in once, and keys for other programs.

use super::access::{Role, Visitor, hash, hex};
use super::problem::Problem;
use super::{Console, pages, words};
use crate::store::User;
use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Value;
use std::collections::BTreeMap;

/// What a form sends, by the names of its fields; a role is ticked as `role-decide`.
type Fields = BTreeMap<String, String>;

/// `GET /users`.
pub(super) async fn page(State(console): State<Console>, visitor: Visitor) -> Result<Response, Problem> {
    if !visitor.may(Role::Administer) {
        return Err(Problem::Forbidden(Role::Administer));
    }
    show(&console, &visitor, context! {}).await
}

async fn show(console: &Console, visitor: &Visitor, extra: Value) -> Result<Response, Problem> {
    let store = console.desk().store();
    let users: Vec<Value> = store
        .users()
        .await?
        .iter()
        .map(|user| of_user(user, visitor))
        .collect();
    let tokens: Vec<Value> = store
        .tokens()
        .await?
        .into_iter()
        .map(|token| {
            context! {
                hash => token.hash,
                user => token.user,
                label => token.label,
                created_at => pages::stamp(token.created_at),
                used_at => token.used_at.map(pages::stamp),
            }
        })
        .collect();
    let values = context! {
        section => "users",
        users,
        tokens,
        roles => Role::ALL.iter().map(|role| role.name()).collect::<Vec<_>>(),
        ..extra
    };
    pages::page(console, visitor, "users.html", values).await
}

fn of_user(user: &User, visitor: &Visitor) -> Value {
    context! {
        name => user.name.clone(),
        roles => user.roles.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
        has_password => user.password_hash.is_some(),
        signed_in_at => user.signed_in_at.map(pages::stamp),
        is_self => user.name == visitor.name(),
    }
}

fn field<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.get(name).map(String::as_str).unwrap_or_default().trim()
}

/// The roles that are ticked; to look on is everybody's.
fn ticked(fields: &Fields) -> Vec<Role> {
    let ticked = |role: &Role| fields.contains_key(&format!("role-{}", role.name()));
    let mut roles: Vec<Role> = Role::ALL.into_iter().filter(ticked).collect();
    if roles.is_empty() {
        roles.push(Role::See);
    }
    roles
}

/// `POST /users/add`.
pub(super) async fn add(
    State(console): State<Console>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    visitor.check(Role::Administer, field(&fields, "csrf"))?;
    let name = field(&fields, "name").to_lowercase();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
    let store = console.desk().store();
    let wrong = if name.is_empty() || !name.chars().all(fits) {
        Some("users.no-name")
    } else if store.user(&name).await?.is_some() {
        Some("users.known")
    } else {
        None
    };
    if let Some(wrong) = wrong {
        let wrong = words::text(visitor.language(), wrong);
        return show(&console, &visitor, context! { wrong, typed => name }).await;
    }
    super::put_user(console.desk(), &name, &ticked(&fields), None, visitor.name()).await?;
    let link = console.link_for(&name).await?;
    show(&console, &visitor, context! { link, link_for => name }).await
}

/// `POST /users/roles`.
pub(super) async fn roles(
    State(console): State<Console>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    visitor.check(Role::Administer, field(&fields, "csrf"))?;
    let name = field(&fields, "name");
    let mut roles = ticked(&fields);
    // Nobody locks themselves out, and so there is always somebody who administers.
    if name == visitor.name() && !roles.contains(&Role::Administer) {
        roles.push(Role::Administer);
    }
    let now = console.desk().clock().now();
    console
        .desk()
        .store()
        .set_roles(name, &Role::names(&roles), visitor.name(), now)
        .await?;
    Ok(Redirect::to("/users").into_response())
}

/// `POST /users/link`: a link that signs a user in once, shown once.
pub(super) async fn link(
    State(console): State<Console>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    visitor.check(Role::Administer, field(&fields, "csrf"))?;
    let name = field(&fields, "name").to_owned();
    let desk = console.desk();
    desk.store().user(&name).await?.ok_or(Problem::NotFound)?;
    let link = console.link_for(&name).await?;
    let details = serde_json::json!({ "user": name });
    desk.store()
        .note(visitor.name(), "link-made", details, desk.clock().now())
        .await?;
    show(&console, &visitor, context! { link, link_for => name }).await
}

/// `POST /users/remove`.
pub(super) async fn remove(
    State(console): State<Console>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    visitor.check(Role::Administer, field(&fields, "csrf"))?;
    let name = field(&fields, "name");
    if name != visitor.name() {
        let now = console.desk().clock().now();
        console
            .desk()
            .store()
            .remove_user(name, visitor.name(), now)
            .await?;
        console.jobs().forget(name);
    }
    Ok(Redirect::to("/users").into_response())
}

/// `POST /users/token`: a key of a user, shown once.
pub(super) async fn token(
    State(console): State<Console>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    visitor.check(Role::Administer, field(&fields, "csrf"))?;
    let (name, label) = (field(&fields, "name"), field(&fields, "label"));
    let desk = console.desk();
    desk.store().user(name).await?.ok_or(Problem::NotFound)?;
    let token = format!("rsvpd_{}", hex(&desk.chance()));
    desk.store()
        .add_token(&hash(&token), name, label, visitor.name(), desk.clock().now())
        .await?;
    show(
        &console,
        &visitor,
        context! { token, token_for => name.to_owned() },
    )
    .await
}

/// `POST /users/token/revoke`.
pub(super) async fn revoke(
    State(console): State<Console>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    visitor.check(Role::Administer, field(&fields, "csrf"))?;
    let now = console.desk().clock().now();
    console
        .desk()
        .store()
        .revoke_token(field(&fields, "token"), visitor.name(), now)
        .await?;
    Ok(Redirect::to("/users").into_response())
}
