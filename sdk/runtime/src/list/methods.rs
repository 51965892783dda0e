//! The methods of the requests of lists.

/// Defines the methods that read a list page by page, for the [`request!`](crate::request) of a page:
/// `start`, `page`, `pages`, `stream`, `all` and `lenient`. `read` gets the `PageContent` from the
/// body of a page.
#[macro_export]
macro_rules! list {
    (
        impl $name:ident {
            const PAGINATION: Pagination = $pagination:expr;

            fn read($argument:ident: $body:ty $(,)?) -> Result<PageContent<$item:ty>> $read:block
        }
    ) => {
        impl $name {
            /// Sets the start of the list: [`next`](rolekit_runtime::Page::next) of a page that was
            /// read before. The request of a list by another kind of position is invalid.
            #[inline]
            pub fn start(mut self, position: &$crate::Position) -> Self {
                self.request = self.request.start(&Self::PAGINATION, position);
                self
            }

            /// Requests one page.
            #[inline]
            pub fn page(
                self,
            ) -> impl Future<Output = $crate::Result<$crate::Page<$item>>> + Send + use<> {
                self.list().page()
            }

            /// Returns a stream of pages, each requested when it is polled.
            #[inline]
            pub fn pages(self) -> $crate::Pages<$item> {
                self.list().pages()
            }

            /// Returns a stream of items. Each page is requested when its first item is polled.
            #[inline]
            pub fn stream(self) -> $crate::Items<$item> {
                self.list().stream()
            }

            /// Requests all pages and returns their items. Items read before an error are lost; use
            /// [`stream`](Self::stream) to keep them.
            #[inline]
            pub fn all(
                self,
            ) -> impl Future<Output = $crate::Result<::std::vec::Vec<$item>>> + Send + use<> {
                self.list().all()
            }

            /// Returns the same list, whose items are results: an item that does not match the
            /// document is an error instead of failing its page.
            #[inline]
            pub fn lenient(self) -> $crate::LenientList<$body, $item> {
                self.list().lenient()
            }

            const PAGINATION: $crate::Pagination = $pagination;

            fn read($argument: $body) -> $crate::Result<$crate::PageContent<$item>> $read

            #[inline]
            fn list(self) -> $crate::List<$body, $item> {
                $crate::List::new(self.request, &Self::PAGINATION, Self::read)
            }
        }
    };
}
