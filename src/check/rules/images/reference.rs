//! An image reference taken apart: `registry/repository:tag@digest`.

pub struct Reference<'i> {
    pub tag: Option<&'i str>,
    pub digest: Option<&'i str>,
}

impl<'i> Reference<'i> {
    pub fn of(image: &'i str) -> Self {
        let (name, digest) = match image.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (image, None),
        };
        // A colon before the last slash is a port.
        match name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')) {
            Some((_, tag)) => Self { tag: Some(tag), digest },
            None => Self { tag: None, digest },
        }
    }
}
