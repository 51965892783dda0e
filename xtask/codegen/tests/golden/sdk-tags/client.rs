// The methods.

/// # things
///
/// Things, and what \<b\>may\</b\> be done to them.
impl Client {
    /// Sends a `GET` request to `/things`
    #[inline]
    pub fn list_things<'a>(
        &'a self,
    ) -> impl Future<Output = Result<ResponseValue<()>, crate::runtime::Error>> + Send {
        self.inner
            .request(&self.client, &endpoints::LIST_THINGS, &[])
            .empty()
    }

    /// Sends a `POST` request to `/things`
    #[inline]
    pub fn create_thing<'a>(
        &'a self,
    ) -> impl Future<Output = Result<ResponseValue<()>, crate::runtime::Error>> + Send {
        self.inner
            .request(&self.client, &endpoints::CREATE_THING, &[])
            .empty()
    }
}

/// # logs
impl Client {
    /// Sends a `GET` request to `/logs`
    #[inline]
    pub fn list_logs<'a>(
        &'a self,
    ) -> impl Future<Output = Result<ResponseValue<()>, crate::runtime::Error>> + Send {
        self.inner
            .request(&self.client, &endpoints::LIST_LOGS, &[])
            .empty()
    }

    /// Sends a `GET` request to `/logs/{id}`
    #[inline]
    pub fn get_log<'a>(
        &'a self,
        id: i64,
    ) -> impl Future<Output = Result<ResponseValue<()>, crate::runtime::Error>> + Send {
        self.inner
            .request(&self.client, &endpoints::GET_LOG, &[&id])
            .empty()
    }
}

/// # Not listed
impl Client {
    /// Sends a `GET` request to `/limits`
    #[inline]
    pub fn get_limits<'a>(
        &'a self,
    ) -> impl Future<Output = Result<ResponseValue<()>, crate::runtime::Error>> + Send {
        self.inner
            .request(&self.client, &endpoints::GET_LIMITS, &[])
            .empty()
    }
}

/// # Other operations
impl Client {
    /// Sends a `GET` request to `/health`
    #[inline]
    pub fn get_health<'a>(
        &'a self,
    ) -> impl Future<Output = Result<ResponseValue<()>, crate::runtime::Error>> + Send {
        self.inner
            .request(&self.client, &endpoints::GET_HEALTH, &[])
            .empty()
    }
}
