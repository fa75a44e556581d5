//! Nothing that a layer says is lost in silence: a target expresses it, or says that it does not.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use fs_err as fs;
use platgen::diagnostic::{FieldPath, Place, Report, SourceKind, Sources};
use platgen::emit::{self, Form};
use platgen::fidelity::{self, losses};
use platgen::load::{self, Layered, Lists, Node, Platform, Value, Wanted};
use platgen::model::workload::Target;
use platgen::model::{self, RULES, kinds};
use platgen::plan;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_manual_tells_what_each_target_makes_of_each_key() -> io::Result<()> {
    let page = root().join("docs/targets.md");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&page, fidelity::document())?;
    }
    assert_eq!(fs::read_to_string(page)?, fidelity::document(), "UPDATE_EXPECT=1 rewrites docs/targets.md");
    Ok(())
}

#[test]
fn the_table_has_a_row_for_every_key() {
    let has_row =
        |mut keys: Box<dyn Iterator<Item = &'static fidelity::Key>>, key: &str| keys.any(|row| row.path == key);
    for key in model::workload_vocabulary() {
        let row =
            has_row(Box::new(fidelity::workload_keys()), key) || has_row(Box::new(fidelity::container_keys()), key);
        assert!(row, "no row tells what becomes of the key `{key}` of a workload");
    }
    for key in model::tables() {
        assert!(has_row(Box::new(fidelity::table_keys()), key), "no row tells what becomes of the table `{key}`");
    }
}

/// What one target makes of an environment, and the places of what it says it does not express.
#[derive(PartialEq)]
struct Outcome {
    text: String,
    told: BTreeSet<Place>,
    told_paths: BTreeSet<FieldPath>,
    /// Places of values that a more specific or a higher one replaced.
    replaced: BTreeSet<Place>,
}

/// None: the environment has faults.
fn outcome(platform: &Platform, layered: &Layered<'_>, target: Target) -> Option<Outcome> {
    let mut report = Report::default();
    let (environment, provenance) = model::environment(layered, target, &platform.sources, None, &mut report);
    if report.has_errors() {
        return None;
    }
    let named = model::references(&environment).into_iter();
    let wanted = named.map(|file| Wanted { place: provenance.place(&file.field), path: file.path, form: file.form });
    let contents = platform.contents(&wanted.collect::<Vec<_>>(), &mut report);
    let manifests = platform.manifests(&layered.chain, &mut report);
    let inputs = plan::Inputs {
        manifests: &manifests,
        environment: &environment,
        provenance: &provenance,
        contents: &contents,
        engine: &plan::Engine::default(),
        environments: &[],
        with_artifacts: true,
        only: None,
        again: plan::Again::Never,
    };
    let plan = plan::plan(&inputs, &mut report);
    if report.has_errors() {
        return None;
    }
    let mut text = match target {
        Target::Kubernetes => {
            let objects = emit::kubernetes::emit(&plan, &provenance, Form::Yaml, &mut report);
            objects.into_iter().map(|object| object.text).collect()
        }
        Target::Compose | Target::Files => {
            environment.compose.file.clone() + &emit::compose::emit(&plan, &provenance, Form::Yaml, &mut report)
        }
    };
    if report.has_errors() {
        return None;
    }
    text.extend(
        emit::files::emit(&plan).into_iter().map(|file| format!("{} {:o}\n{}", file.path, file.mode, file.text)),
    );
    let found = losses(&plan, &provenance);
    let fields: Vec<fidelity::Field> = found.into_iter().flat_map(|loss| loss.fields).collect();
    let told = fields.iter().map(|field| field.place).collect();
    let told_paths = fields.into_iter().map(|field| field.path).collect();
    let mut replaced = BTreeSet::new();
    provenance.workloads.values().for_each(|table| add_replaced(table, &mut replaced));
    Some(Outcome { text, told, told_paths, replaced })
}

fn add_replaced(node: &Node<'_>, replaced: &mut BTreeSet<Place>) {
    replaced.extend(&node.below);
    if node.get("enabled").is_some_and(Node::is_false) {
        node.leaves(Lists::Whole, &mut |_, node| replaced.extend([node.place]));
    }
    if let Value::Table(table) = &node.value {
        table.entries.values().for_each(|entry| add_replaced(&entry.node, replaced));
        for dropped in &table.dropped {
            replaced.insert(dropped.node.place);
            add_replaced(&dropped.node, replaced);
            dropped.node.leaves(Lists::Whole, &mut |_, node| replaced.extend([node.place]));
        }
    }
}

/// Keys from which nothing has to follow: they say how layers are read, what others may name, which cluster it is.
fn says_nothing_by_itself(path: &[String], node: &Node<'_>, target: Target) -> bool {
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    let is_empty_table = node.table().is_some_and(|table| table.entries.is_empty());
    match keys[..] {
        ["tier" | "targets" | "abstract" | "extends" | "unset" | "data" | "lints", ..] | ["platform", "kubernetes"] => {
            true
        }
        ["defaults" | "profiles" | "services" | "components" | "jobs", _, ref inside @ ..] => match *inside {
            // Offered to others, or to templates, who may do without.
            ["username"] => true,         // An output that can stand in texts.
            ["metrics", "names"] => true, // Read by `check` alone.
            ["variables" | "outputs" | "databases" | "routes" | "unset" | "profiles" | "targets" | "enabled", ..] => {
                true
            }
            ["kubernetes", ..] => target != Target::Kubernetes,
            ["compose", ..] => target != Target::Compose,
            ["ports", _] | ["udp"] | ["sidecars" | "init", _, "ports", _] => target == Target::Compose,
            _ => false,
        },
        // What others start from, who may say it themselves.
        ["platform", "tag" | "registry"]
        | ["observability", "prometheus", "address" | "every"]
        | ["ingress", "namespace"] => true,
        ["patches", _, "reason" | "optional"] => true,
        // Told at the `size` of who takes it.
        ["sizes", _, _, resource] => target == Target::Compose && resource != "cpu" && resource != "memory",
        [_] => is_empty_table,
        // No variable has such a name, in no target; a ConfigMap has it.
        ["config", _, "values", key] => key.starts_with(|first: char| first.is_ascii_digit()),
        _ => false,
    }
}

/// Definitions that an environment need not use.
fn definition(path: &[String]) -> Option<&[String]> {
    match path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["sizes" | "analysis" | "profiles" | "config" | "secrets" | "access" | "namespaces" | "defaults", _, _, ..] => {
            Some(&path[..2])
        }
        ["patches", _, _, ..] => Some(&path[..2]),
        ["compose", "networks" | "volumes", _, ..] => Some(&path[..3]),
        _ => None,
    }
}

/// Whether a table around it is switched off.
fn is_off(tree: &Node<'_>, path: &[String]) -> bool {
    (1..path.len())
        .filter_map(|length| tree.find(&path[..length]))
        .any(|node| node.get("enabled").is_some_and(Node::is_false))
}

/// Whether it stands in a workload that another target alone has.
fn is_of_others(tree: &Node<'_>, path: &[String], target: Target) -> bool {
    // What lives elsewhere is in no namespace of ours, and keeps the key for where it is ours.
    if path.get(2).is_some_and(|key| key == "namespace")
        && tree.find(&path[..2]).is_some_and(|one| one.get("host").is_some())
    {
        return true;
    }
    let targets = path.get(..2).and_then(|path| tree.find(path)).and_then(|workload| workload.get("targets"));
    match targets.map(|targets| &targets.value) {
        Some(Value::List(targets)) => !targets.iter().any(|word| word.string() == Some(target.as_str())),
        Some(_) | None => false,
    }
}

/// Another value of the same form.
fn changed(tree: &mut Node<'_>, path: &[String]) {
    let mut node = tree;
    for key in path {
        let Some(entry) = node.table_mut().and_then(|table| table.entries.get_mut(key.as_str())) else { return };
        node = &mut entry.node;
    }
    match &mut node.value {
        Value::Integer(number) => *number = *number * 10 + 1,
        Value::Float(number) => *number += 1.0,
        Value::Boolean(boolean) => *boolean = !*boolean,
        Value::List(items) => match items.last().cloned() {
            Some(Node { value: Value::String(text), place, below }) => {
                items.push(Node { value: Value::String(format!("{text}x").into()), place, below });
            }
            Some(_) | None => drop(items.pop()),
        },
        Value::String(text) => {
            let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
            let mut other = text.to_string();
            if digits == 0 {
                other.push('x')
            } else {
                other.insert(digits, '1')
            }
            *text = other.into();
        }
        Value::Table(_) | Value::Date => {}
    }
}

struct Asked<'a> {
    platform: &'a Platform,
    layered: &'a Layered<'a>,
    target: Target,
    whole: Outcome,
}

impl Asked<'_> {
    fn differs(&self, change: impl FnOnce(&mut Node<'_>)) -> bool {
        let mut tree = self.layered.tree.clone();
        change(&mut tree);
        let Layered { name, chain, is_abstract, top, tree: _ } = self.layered;
        let other = Layered { name: name.clone(), chain: chain.clone(), is_abstract: *is_abstract, top: *top, tree };
        let other = outcome(self.platform, &other, self.target);
        other.is_none_or(|other| other.text != self.whole.text || other.told != self.whole.told)
    }

    fn is_told(&self, path: &[String]) -> bool {
        let tree = &self.layered.tree;
        let places = |length| [tree.key_place(&path[..length]), tree.find(&path[..length]).map(|node| node.place)];
        let is_told = |place: Option<Place>| place.is_some_and(|place| self.whole.told.contains(&place));
        // A job that is left out for its schedule is left out as a whole.
        let schedule = [path[0].clone(), path.get(1).cloned().unwrap_or_default(), "cron".to_owned()];
        let own = |length: usize| self.whole.told_paths.contains(&FieldPath::new(path[..length].iter().cloned()));
        (1..=path.len()).any(own)
            || (1..=path.len()).flat_map(places).any(is_told)
            || is_told(tree.find(&schedule).map(|node| node.place))
    }

    /// Whether neither leaving the value out nor another one changes anything.
    fn is_silent(&self, path: &[String], place: Place) -> bool {
        !self.differs(|tree| assert!(load::unset(tree, path, place) > 0)) && !self.differs(|tree| changed(tree, path))
    }
}

/// The values of an environment that change nothing, and of which no line tells.
fn silent(platform: &Platform, name: &str) -> (usize, Vec<String>) {
    let mut report = Report::default();
    let place = Place { source: 0, start: 0, end: 0 };
    let Some(layered) = platform.layered(name, place, &[], &RULES, &mut report) else { return (0, Vec::new()) };
    let Some(tier) = model::tier(&layered.tree, &mut report).filter(|_| !layered.is_abstract) else {
        return (0, Vec::new());
    };
    let mut silent = Vec::new();
    let mut count = 0;
    for target in model::targets(&layered.tree, tier, &mut report) {
        let Some(whole) = outcome(platform, &layered, target).filter(|_| target != Target::Files) else { continue };
        let asked = Asked { platform, layered: &layered, target, whole };
        let mut unused: BTreeMap<Vec<String>, bool> = BTreeMap::new();
        let mut all: Vec<(Vec<String>, Place)> = Vec::new();
        layered.tree.leaves(Lists::Whole, &mut |path, node| {
            let skipped = says_nothing_by_itself(path, node, target)
                || is_off(&layered.tree, path)
                || is_of_others(&layered.tree, path, target);
            if !skipped && !asked.whole.replaced.contains(&node.place) {
                all.push((path.to_vec(), node.place));
            }
        });
        count += all.len();
        for (path, place) in all.into_iter().filter(|(path, _)| !asked.is_told(path)) {
            if !asked.is_silent(&path, place) {
                continue;
            }
            let is_unused = definition(&path).is_some_and(|definition| {
                let unset = || !asked.differs(|tree| assert!(load::unset(tree, definition, place) > 0));
                *unused.entry(definition.to_vec()).or_insert_with(unset)
            });
            if !is_unused {
                silent.push(format!("{}: {name}: {}", target.as_str(), FieldPath::new(path)));
            }
        }
    }
    (count, silent)
}

fn platforms() -> io::Result<Vec<PathBuf>> {
    let mut platforms = vec![root().to_owned()];
    for folder in ["examples", "tests/cases/render", "tests/platforms"] {
        let folder = root().join(folder);
        if folder.is_dir() {
            for entry in fs::read_dir(folder)? {
                platforms.push(entry?.path());
            }
        }
    }
    platforms.retain(|platform| platform.join("environments").is_dir());
    platforms.sort();
    Ok(platforms)
}

/// How many values of an environment were asked about, and which are lost in silence.
fn silent_of(folder: &Path, name: Option<&str>) -> (usize, Vec<String>) {
    let mut sources = Sources::default();
    sources.whole(SourceKind::Argument, "asked");
    kinds::add_sources(&mut sources);
    let Ok(platform) = Platform::open(folder, Path::new(""), sources) else { panic!("{}", folder.display()) };
    let shown = folder.strip_prefix(root()).unwrap_or(folder).display().to_string();
    let mut all = (0, Vec::new());
    for name in platform.layer_names().filter(|layer| name.is_none_or(|name| name == *layer)) {
        let (count, silent) = silent(&platform, name);
        all.0 += count;
        all.1.extend(silent.into_iter().map(|field| format!("{shown}: {field}")));
    }
    all
}

#[test]
fn nothing_is_lost_in_silence() -> io::Result<()> {
    let open = Mutex::new(platforms()?);
    let found = Mutex::new((0, BTreeSet::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let Some(folder) = open.lock().expect("no thread panics with the list").pop() else { return };
                    // The environments of a large platform have most values in common.
                    let is_large = folder.parent().is_some_and(|parent| parent.ends_with("tests/platforms"));
                    let (count, silent) = silent_of(&folder, is_large.then_some("local"));
                    let mut found = found.lock().expect("no thread panics with what was found");
                    found.0 += count;
                    found.1.extend(silent);
                }
            });
        }
    });
    let (asked, silent) = found.into_inner().expect("all threads are done");
    println!("{asked} values were taken out or changed, one at a time");
    let list: Vec<String> = silent.into_iter().collect();
    assert!(list.is_empty(), "{} values change nothing, and no line tells of them:\n{}", list.len(), list.join("\n"));
    Ok(())
}
