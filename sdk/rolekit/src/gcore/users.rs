//! Intent: finds a user by id, e-mail address or name.

use futures_util::TryStreamExt;
use rolekit_runtime::{Error, ErrorKind, Result};

use crate::gcore::resources::Users;
use crate::gcore::{User, UserId};
use crate::message::excerpt;

impl Users {
    /// Returns the user with this id, or `None` if the account has no such user. The API has no
    /// operation for a single user, so this is a filtered list.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::UserId;
    ///
    /// let user = gcore.users().find(UserId::new(777)).await?;
    /// assert_eq!(user.map(|user| user.name).as_deref(), Some("Ada"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of every call; see [`ErrorKind`].
    pub async fn find(&self, user_id: UserId) -> Result<Option<User>> {
        let users = self.list().user_id(user_id).all().await?;
        Ok(users.into_iter().find(|user| user.id == user_id))
    }

    /// Returns the user with this e-mail address, compared without regard to case, or `None`. Reads
    /// the list until the user is found, because the API has no such filter.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let user = gcore.users().find_by_email("User777@example.com").await?;
    /// assert!(user.is_some_and(|user| user.id == 777));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of every call; see [`ErrorKind`].
    pub async fn find_by_email(&self, email: &str) -> Result<Option<User>> {
        let email = email.trim().to_lowercase();
        let mut users = self.list().stream();
        while let Some(user) = users.try_next().await? {
            if user.email.to_lowercase() == email {
                return Ok(Some(user));
            }
        }
        Ok(None)
    }

    /// Returns the user with exactly this name, or `None`. Reads the whole list, because names are
    /// not unique and the API has no such filter.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let user = gcore.users().find_by_name("Grace").await?;
    /// assert!(user.is_some());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if several users have the name; the message lists their ids and
    /// e-mail addresses.
    pub async fn find_by_name(&self, name: &str) -> Result<Option<User>> {
        let named = |user: &User| std::future::ready(user.name == name);
        let users: Vec<User> = self.list().stream().try_filter(named).try_collect().await?;
        only(name, users)
    }
}

/// Returns the only user, or fails with a list of all.
fn only(name: &str, mut users: Vec<User>) -> Result<Option<User>> {
    if users.len() < 2 {
        return Ok(users.pop());
    }
    let candidates: Vec<String> = (users.iter())
        .map(|user| format!("{} {}", user.id, excerpt(&user.email)))
        .collect();
    Err(Error::new(ErrorKind::InvalidRequest).with_message(format!(
        "name `{}` is ambiguous: {} users match ({})",
        excerpt(name),
        users.len(),
        candidates.join(", "),
    )))
}

#[cfg(test)]
mod tests {
    use super::only;
    use crate::gcore::User;
    use serde_json::json;

    fn user(id: i64) -> User {
        let email = format!("user{id}@example.com");
        serde_json::from_value(json!({
            "id": id, "name": "Ada", "email": email, "activated": true, "is_admin": false,
        }))
        .unwrap()
    }

    #[test]
    fn an_ambiguous_name_is_an_error_with_the_candidates() {
        assert_eq!(only("Ada", vec![]).unwrap(), None);
        assert_eq!(only("Ada", vec![user(1)]).unwrap(), Some(user(1)));
        let error = only("Ada", vec![user(1), user(2)]).unwrap_err();
        let message =
            "name `Ada` is ambiguous: 2 users match (1 user1@example.com, 2 user2@example.com)";
        assert!(error.to_string().contains(message), "{error}");
    }
}
