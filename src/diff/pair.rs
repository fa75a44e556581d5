//! Which document of one side is which of the other.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::document::{COMPOSE, Document, Id};
use super::likeness::Leaves;

pub type Pair<'d> = (Option<&'d Document>, Option<&'d Document>);

/// The share of leaves that two documents of one owner have in common if one is the other, renamed; their names do not
/// count.
const OF_ONE_OWNER: f64 = 0.5;
/// As `OF_ONE_OWNER`, where nothing but the content ties them together.
const OF_ANY: f64 = 0.75;
/// Documents with fewer leaves are like many others: their names must be alike too.
const TELLING: usize = 12;
/// Documents of a kind that are compared each with each other, at most. Beyond, nobody finds a renamed one by eye.
const MOST_PAIRS: usize = 4096;

/// Every document with its counterpart: those of `after` in its order, then what only `before` has.
pub fn pairs<'d>(before: &[&'d Document], after: &[&'d Document]) -> Vec<Pair<'d>> {
    let mut pairs: Vec<Pair<'d>> = after.iter().map(|new| (None, Some(*new))).collect();
    let mut gone: Vec<Option<&Document>> = before.iter().copied().map(Some).collect();
    for (old, new) in positions(before, after) {
        pairs[new].0 = gone[old].take();
    }
    pairs.extend(gone.into_iter().flatten().map(|old| (Some(old), None)));
    pairs
}

/// Where each that has a counterpart stands, and where that one does.
pub fn positions(before: &[&Document], after: &[&Document]) -> Vec<(usize, usize)> {
    let same = before.len() == after.len() && before.iter().zip(after).all(|(old, new)| old.id == new.id);
    if same {
        return (0..before.len()).map(|at| (at, at)).collect();
    }
    let (counterpart, taken) = (vec![None; after.len()], vec![false; before.len()]);
    let mut open = Open { before, after, counterpart, taken };
    open.by_id();
    if open.has_both() {
        open.by_key(|document| Some((place(&document.id), name(&document.id), document.id.namespace.as_deref())));
        open.by_key(|document| Some((place(&document.id), name(&document.id))));
        let moved = open.moved();
        open.by_moved(&moved);
        open.by_key(|document| (document.id.kind == COMPOSE && document.owner.is_none()).then_some(()));
        open.by_content();
    }
    open.counterpart.iter().enumerate().filter_map(|(new, old)| Some(((*old)?, new))).collect()
}

/// What a Job is called but for the hash of what it does. `None`: it has none, or is no Job.
pub fn stem(id: &Id) -> Option<&str> {
    let (stem, hash) = id.name.rsplit_once('-').filter(|_| id.kind == "Job")?;
    let is_hash = hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    is_hash.then_some(stem)
}

fn name(id: &Id) -> &str {
    stem(id).unwrap_or(&id.name)
}

/// Where the API keeps objects of a kind.
fn place(id: &Id) -> (&str, &str) {
    (&id.group, &id.kind)
}

/// Two sides, and who has found whom so far.
struct Open<'o, 'd> {
    before: &'o [&'d Document],
    after: &'o [&'d Document],
    /// For each of `after`, its position in `before`.
    counterpart: Vec<Option<usize>>,
    /// Of `before`.
    taken: Vec<bool>,
}

impl<'d> Open<'_, 'd> {
    fn gone(&self) -> impl Iterator<Item = (usize, &'d Document)> {
        self.before.iter().copied().enumerate().filter(|(at, _)| !self.taken[*at])
    }

    fn come(&self) -> impl Iterator<Item = (usize, &'d Document)> {
        self.after.iter().copied().enumerate().filter(|(at, _)| self.counterpart[*at].is_none())
    }

    fn has_both(&self) -> bool {
        self.gone().next().is_some() && self.come().next().is_some()
    }

    fn take(&mut self, old: usize, new: usize) {
        self.counterpart[new] = Some(old);
        self.taken[old] = true;
    }

    /// Of several with one ID, the first goes with the first.
    fn by_id(&mut self) {
        let mut old: BTreeMap<&Id, Vec<usize>> = BTreeMap::new();
        for (at, document) in self.before.iter().enumerate().rev() {
            old.entry(&document.id).or_default().push(at);
        }
        for (at, document) in self.after.iter().enumerate() {
            if let Some(found) = old.get_mut(&document.id).and_then(Vec::pop) {
                self.take(found, at);
            }
        }
    }

    /// Those that alone on their side have a key.
    fn by_key<K: Ord>(&mut self, key: impl Fn(&'d Document) -> Option<K>) {
        self.by_keys(&key, &key);
    }

    fn by_keys<K: Ord>(&mut self, old: impl Fn(&'d Document) -> Option<K>, new: impl Fn(&'d Document) -> Option<K>) {
        let (old, new) = (alone(self.gone(), old), alone(self.come(), new));
        for (key, at) in new {
            if let (Some(at), Some(Some(found))) = (at, old.get(&key)) {
                self.take(*found, at);
            }
        }
    }

    /// Where the objects of a namespace went: for each that is gone, the one that most were found in.
    fn moved(&self) -> BTreeMap<&'d str, &'d str> {
        let mut votes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (new, at) in self.after.iter().zip(&self.counterpart) {
            let old = at.and_then(|at| self.before[at].id.namespace.as_deref());
            if let (Some(old), Some(new)) = (old, new.id.namespace.as_deref()) {
                *votes.entry((old, new)).or_default() += 1;
            }
        }
        let mut best: Vec<_> = votes.into_iter().collect();
        best.sort_by_key(|((old, new), votes)| (*votes, *old == *new, *old, *new));
        best.into_iter().map(|((old, new), _)| (old, new)).filter(|(old, new)| old != new).collect()
    }

    /// Those whose name, or that of their namespace, only says where the objects went.
    fn by_moved(&mut self, moved: &BTreeMap<&str, &str>) {
        if moved.is_empty() {
            return;
        }
        let old = |document: &'d Document| {
            let id = &document.id;
            let mut name = Cow::Borrowed(name(id));
            if let Some((from, to)) = moved.iter().find(|(from, _)| name.contains(**from)) {
                name = name.replace(from, to).into();
            }
            let namespace = id.namespace.as_deref().map(|namespace| moved.get(namespace).copied().unwrap_or(namespace));
            Some((place(id), namespace.map(str::to_owned), name))
        };
        let new = |document: &'d Document| {
            let id = &document.id;
            Some((place(id), id.namespace.clone(), Cow::Borrowed(name(id))))
        };
        self.by_keys(old, new);
    }

    /// The others by what they say, the most alike first.
    fn by_content(&mut self) {
        let owners = self.renamed_owners();
        let mut kinds: BTreeMap<_, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (at, document) in self.gone() {
            kinds.entry(place(&document.id)).or_default().0.push(at);
        }
        for (at, document) in self.come() {
            kinds.entry(place(&document.id)).or_default().1.push(at);
        }
        for (old, new) in kinds.into_values() {
            if old.len() * new.len() > MOST_PAIRS {
                continue;
            }
            let old: Vec<_> = old.into_iter().map(|at| (at, leaves(self.before[at]))).collect();
            let new: Vec<_> = new.into_iter().map(|at| (at, leaves(self.after[at]))).collect();
            let mut candidates = Vec::new();
            for (from, one) in &old {
                for (to, other) in &new {
                    let like = one.likeness(other);
                    if like >= needed(self.before[*from], self.after[*to], one.len().max(other.len()), &owners) {
                        candidates.push((like, *from, *to));
                    }
                }
            }
            candidates.sort_by(|one, two| two.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(two.1, two.2))));
            for (_, from, to) in candidates {
                if !self.taken[from] && self.counterpart[to].is_none() {
                    self.take(from, to);
                }
            }
        }
    }

    /// Workloads that have another name now: what they own is alike as a whole.
    fn renamed_owners(&self) -> BTreeMap<&'d str, &'d str> {
        let all = |documents: &[&'d Document]| -> BTreeSet<&'d str> {
            documents.iter().filter_map(|document| document.owner.as_deref()).collect()
        };
        let (gone, come) = (all(self.before), all(self.after));
        let gone_leaves = of_owners(self.gone(), &come);
        let come_leaves = of_owners(self.come(), &gone);
        let mut found = BTreeMap::new();
        if gone_leaves.len() * come_leaves.len() > MOST_PAIRS {
            return found;
        }
        let mut candidates = Vec::new();
        for (old, one) in &gone_leaves {
            candidates.extend(come_leaves.iter().map(|(new, other)| (one.likeness(other), *old, *new)));
        }
        candidates.retain(|(like, ..)| *like >= OF_ANY);
        candidates.sort_by(|one, two| two.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(two.1, two.2))));
        let mut taken = BTreeSet::new();
        for (_, old, new) in candidates {
            if !found.contains_key(old) && taken.insert(new) {
                found.insert(old, new);
            }
        }
        found
    }
}

/// The leaves of all that each owner has, but of those that the other side knows too.
fn of_owners<'d>(
    documents: impl Iterator<Item = (usize, &'d Document)>,
    known: &BTreeSet<&str>,
) -> BTreeMap<&'d str, Leaves> {
    let mut owners: BTreeMap<&str, Leaves> = BTreeMap::new();
    for (_, document) in documents {
        let Some(owner) = document.owner.as_deref().filter(|owner| !known.contains(owner)) else { continue };
        let leaves = leaves(document);
        match owners.get_mut(owner) {
            Some(all) => all.join(&leaves),
            None => drop(owners.insert(owner, leaves)),
        }
    }
    owners
}

/// The documents by a key, each with its position if it is the only one to have it.
fn alone<'d, K: Ord>(
    documents: impl Iterator<Item = (usize, &'d Document)>,
    key: impl Fn(&'d Document) -> Option<K>,
) -> BTreeMap<K, Option<usize>> {
    let mut found = BTreeMap::new();
    for (at, document) in documents {
        if let Some(key) = key(document) {
            found.entry(key).and_modify(|at| *at = None).or_insert(Some(at));
        }
    }
    found
}

fn leaves(document: &Document) -> Leaves {
    let own = [document.id.name.as_str(), document.owner.as_deref().unwrap_or_default()];
    Leaves::but_for(&document.json, &own)
}

/// How alike two documents of a kind must be to be the same. More than 1: they are not.
fn needed(before: &Document, after: &Document, leaves: usize, owners: &BTreeMap<&str, &str>) -> f64 {
    match (before.owner.as_deref(), after.owner.as_deref()) {
        (Some(old), Some(new)) if old == new || owners.get(old) == Some(&new) => OF_ONE_OWNER,
        (Some(_), Some(_)) => 2.0,
        _ if leaves >= TELLING => OF_ANY,
        _ if strsim::normalized_damerau_levenshtein(&before.id.name, &after.id.name) >= OF_ONE_OWNER => OF_ANY,
        _ => 2.0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;

    fn object(kind: &str, namespace: &str, name: &str, spec: &Json) -> Document {
        let json = json!({ "apiVersion": "v1", "kind": kind, "metadata": { "namespace": namespace, "name": name }, "spec": spec });
        Document { id: Id::of(&json).expect("it is an object"), json, owner: None }
    }

    fn owned(owner: &str, document: Document) -> Document {
        Document { owner: Some(owner.to_owned()), ..document }
    }

    fn lines(before: &[Document], after: &[Document]) -> Vec<String> {
        let side = |document: Option<&Document>| {
            document.map_or_else(
                || "-".to_owned(),
                |document| format!("{}/{}", document.id.namespace.as_deref().unwrap_or_default(), document.id.name),
            )
        };
        let (before, after): (Vec<_>, Vec<_>) = (before.iter().collect(), after.iter().collect());
        pairs(&before, &after).into_iter().map(|(old, new)| format!("{} {}", side(old), side(new))).collect()
    }

    fn large(word: &str) -> Json {
        let fields: serde_json::Map<String, Json> =
            (0..20).map(|at| (format!("f{at}"), json!(format!("{word}{at}")))).collect();
        Json::Object(fields)
    }

    #[test]
    fn the_same_id_goes_with_the_same_whatever_else() {
        let (a, b) = (object("A", "n", "a", &json!(1)), object("A", "n", "b", &json!(2)));
        assert_eq!(lines(&[a.clone(), b.clone()], &[b.clone(), a.clone()]), ["n/b n/b", "n/a n/a"]);
        assert_eq!(lines(&[a.clone(), a.clone()], std::slice::from_ref(&a)), ["n/a n/a", "n/a -"]);
        assert_eq!(lines(&[], &[a.clone(), a.clone()]), ["- n/a", "- n/a"]);
    }

    #[test]
    fn another_namespace_takes_all_with_it() {
        let space = |name: &str| object("Namespace", "", name, &json!({}));
        let of = |space: &str| {
            [object("A", space, "web", &json!(1)), object("C", space, &format!("{space}-config"), &json!(1))]
        };
        let before: Vec<_> = [space("x-dev")].into_iter().chain(of("x-dev")).collect();
        let after: Vec<_> = [space("x-prod")].into_iter().chain(of("x-prod")).collect();
        let expected = ["/x-dev /x-prod", "x-dev/web x-prod/web", "x-dev/x-dev-config x-prod/x-prod-config"];
        assert_eq!(lines(&before, &after), expected);
    }

    #[test]
    fn what_is_in_many_namespaces_goes_where_the_others_went() {
        let of = |space: &str| [object("A", space, "deny", &json!(1)), object("B", space, &space[..1], &json!(1))];
        let before: Vec<_> = of("m-dev").into_iter().chain(of("n-dev")).collect();
        let after: Vec<_> = of("n-prod").into_iter().chain(of("m-prod")).collect();
        let expected = ["n-dev/deny n-prod/deny", "n-dev/n n-prod/n", "m-dev/deny m-prod/deny", "m-dev/m m-prod/m"];
        assert_eq!(lines(&before, &after), expected);
    }

    #[test]
    fn a_job_is_known_by_its_name_without_the_hash() {
        let job = |name: &str| object("Job", "n", name, &json!(name));
        let before = [job("up-01234567"), job("down-01234567")];
        assert_eq!(lines(&before, &[job("down-89abcdef")]), ["n/down-01234567 n/down-89abcdef", "n/up-01234567 -"]);
        assert_eq!(stem(&object("A", "n", "a-01234567", &json!(1)).id), None);
        assert_eq!(stem(&job("a-0123456").id), None);
    }

    #[test]
    fn a_renamed_workload_takes_its_objects_with_it() {
        let of = |name: &str, word: &str| {
            let named = |kind: &str, spec: &Json| owned(name, object(kind, "n", name, spec));
            [named("A", &large(word)), named("S", &json!({ "selector": name }))]
        };
        assert_eq!(lines(&of("orders-db", "x"), &of("order-db", "x")), ["n/orders-db n/order-db"; 2]);
        let other = lines(&of("orders-db", "x"), &of("order-db", "y"));
        assert_eq!(other, ["- n/order-db", "- n/order-db", "n/orders-db -", "n/orders-db -"]);
    }

    #[test]
    fn small_objects_with_names_that_differ_are_others() {
        let small = |name: &str| object("A", "n", name, &json!({}));
        assert_eq!(lines(&[small("web-account")], &[small("shop")]), ["- n/shop", "n/web-account -"]);
        assert_eq!(lines(&[small("web-account")], &[small("webs-account")]), ["n/web-account n/webs-account"]);
        let all = |start: &str| -> Vec<Document> { (0..500).map(|at| small(&format!("{start}{at}"))).collect() };
        assert_eq!(lines(&all("a"), &all("b")).len(), 1000);
    }
}
