//! The schema of a layer: it has the model's own key lists, takes every layer of this repository, and refuses what typing
//! refuses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jsonschema::{Validator, draft202012};
use platgen::load::keys_of;
use platgen::model::{
    access, component, compose, container, content, job, kinds, lint, network, observability, patch, platform,
};
use platgen::model::{cron, scalar, text, tree_value};
use platgen::model::{keys, schema};
use platgen::model::{probe, rollout, scaling, secrets, security, service, volume, workload};
use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use walkdir::WalkDir;

fn validator() -> Validator {
    draft202012::new(&schema()).expect("it is a schema")
}

fn layer(toml: &str) -> Value {
    toml::from_str(toml).unwrap_or_else(|error| panic!("{error} in\n{toml}"))
}

fn properties(table: &Value) -> BTreeSet<&str> {
    table["properties"].as_object().expect("it is a table").keys().map(String::as_str).collect()
}

#[test]
fn it_is_a_schema_by_the_meta_schema() {
    let schema = schema();
    assert!(draft202012::meta::is_valid(&schema), "{:?}", draft202012::meta::validate(&schema).err());
    assert_eq!(schema.to_string(), platgen::model::schema().to_string(), "it is the same again");
    assert!(!schema.to_string().contains("null"), "TOML has no null");
}

#[test]
fn every_table_is_closed_and_described_by_its_struct() {
    let schema = schema();
    let lists = key_lists();
    for (name, table) in schema["$defs"].as_object().expect("there are some") {
        if !table["properties"].is_object() || name.starts_with("OfKind-") {
            continue;
        }
        let list = lists.get(name.as_str()).unwrap_or_else(|| panic!("`{name}` has no key list here"));
        assert_eq!(properties(table), list.iter().copied().collect(), "{name}");
        assert_eq!(table["additionalProperties"], false, "{name}");
    }
    for name in lists.keys() {
        assert!(schema["$defs"][name]["properties"].is_object(), "`{name}` is no table of the schema");
    }
    for word in kinds::WORDS {
        let table = schema["$defs"][format!("OfKind-{word}")]["properties"].as_object().expect("it has keys");
        let own = table
            .iter()
            .filter(|(key, schema)| **schema != false && !["kubernetes", "compose"].contains(&key.as_str()));
        let own: BTreeSet<&str> = own.map(|(key, _)| key.as_str()).collect();
        assert_eq!(own, kinds::keys(word).iter().copied().collect(), "{word}");
    }
}

#[test]
fn every_key_says_what_it_is_for() {
    fn silent(schema: &Value, at: &str, list: &mut Vec<String>) {
        let parts: Vec<(String, &Value)> = match schema {
            Value::Object(keys) => keys.iter().map(|(key, part)| (key.clone(), part)).collect(),
            Value::Array(items) => items.iter().enumerate().map(|(index, part)| (index.to_string(), part)).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return,
        };
        for (key, part) in parts {
            let is_key = at.ends_with("/properties") && *part != Value::Bool(false);
            if is_key && part["description"].as_str().is_none_or(|about| about.len() < 5) {
                list.push(format!("{at}/{key}"));
            }
            // What a table is compared with is none.
            if key != "if" || is_key {
                silent(part, &format!("{at}/{key}"), list);
            }
        }
    }
    let mut list = Vec::new();
    silent(&schema(), "", &mut list);
    assert!(list.is_empty(), "without a description are\n{}", list.join("\n"));
}

/// The keys of every table, as typing reads them.
fn key_lists() -> BTreeMap<String, Vec<&'static str>> {
    let shared =
        [keys_of::<workload::Workload>(), keys_of::<container::Container>(), &["kubernetes", "compose"]].concat();
    let of_kinds = kinds::WORDS.map(kinds::keys).concat();
    let several_structs = [
        ("ComponentTable", [&shared, keys_of::<component::ComponentKeys>(), &of_kinds].concat()),
        ("JobTable", [&shared, keys_of::<job::JobKeys>()].concat()),
        ("ProfileTable", [&shared, &["members"][..]].concat()),
        ("ServiceTable", shared),
    ];
    let several_structs = several_structs.map(|(name, list)| (name.to_owned(), list));
    of_tables().into_iter().chain(of_workloads()).chain(several_structs).collect()
}

fn list<T: DeserializeOwned + JsonSchema>() -> (String, Vec<&'static str>) {
    (T::schema_name().into_owned(), keys_of::<T>().to_vec())
}

/// Tables beside the workloads.
fn of_tables() -> Vec<(String, Vec<&'static str>)> {
    vec![
        list::<access::Access>(),
        list::<observability::Alert>(),
        list::<network::Allow>(),
        list::<rollout::Analysis>(),
        list::<content::Artifact>(),
        list::<compose::Compose>(),
        list::<compose::ComposeNetwork>(),
        list::<compose::ComposeVolume>(),
        list::<content::Config>(),
        list::<content::ConfigFile>(),
        list::<observability::Dashboard>(),
        list::<network::Dns>(),
        list::<network::Ingress>(),
        list::<platform::LimitRange>(),
        list::<platform::Namespace>(),
        list::<network::Network>(),
        list::<lint::Lint>(),
        list::<observability::Observability>(),
        list::<patch::Operation>(),
        list::<observability::Panel>(),
        list::<patch::Patch>(),
        list::<network::PeerSelector>(),
        list::<platform::Platform>(),
        list::<platform::PodSecurity>(),
        list::<observability::Prometheus>(),
        list::<platform::Quota>(),
        list::<secrets::Secret>(),
        list::<secrets::SecretKey>(),
        list::<secrets::SecretStore>(),
        list::<platform::SecurityPolicy>(),
        list::<network::Storage>(),
        list::<kinds::Topic>(),
    ]
}

/// Tables within workloads.
fn of_workloads() -> Vec<(String, Vec<&'static str>)> {
    vec![
        list::<scaling::Autoscale>(),
        list::<workload::Build>(),
        list::<container::Container>(),
        list::<scaling::Disruption>(),
        list::<service::Expose>(),
        list::<content::File>(),
        list::<job::History>(),
        list::<probe::Hook>(),
        list::<workload::Logging>(),
        list::<service::Metrics>(),
        list::<access::Permission>(),
        list::<probe::Probe>(),
        list::<volume::Projection>(),
        list::<container::Resources>(),
        list::<rollout::Rollout>(),
        list::<service::Route>(),
        list::<security::Security>(),
        list::<service::Service>(),
        list::<scaling::Spread>(),
        list::<rollout::Step>(),
        list::<scaling::Toleration>(),
        list::<workload::Ulimit>(),
        list::<volume::Volume>(),
    ]
}

#[test]
fn every_layer_of_ours_is_valid() {
    let validator = validator();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let platforms = ["environments", "examples", "tests/fixtures", "tests/cases/render"];
    let files = platforms.into_iter().flat_map(|folder| WalkDir::new(root.join(folder)).sort_by_file_name());
    let is_layer = |path: &PathBuf| {
        path.extension().is_some_and(|extension| extension == "toml") && path.iter().any(|part| part == "environments")
    };
    let layers: Vec<PathBuf> =
        files.map(|entry| entry.expect("it can be listed").into_path()).filter(is_layer).collect();
    assert!(layers.len() >= 50, "there are {} layers only", layers.len());
    let mut faults = Vec::new();
    for path in layers {
        let layer = layer(&fs_err::read_to_string(&path).expect("a layer is text"));
        for error in validator.iter_errors(&layer) {
            faults.push(format!("{}: {}: {error}", path.display(), error.instance_path()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_a_part_of_an_environment_may_say_is_valid() {
    let validator = validator();
    for right in [
        "",
        "extends = \"prod\"\nabstract = true\nunset = [\"services.*.autoscale\"]",
        // The kind stands in a lower layer.
        "[components.db]\nstorage = \"20Gi\"\ndatabase = \"orders\"",
        "[components.bus]\ntopics.orders = { partitions = 3 }",
        "[components.db]\nkind = \"postgres\"\ndatabase = \"orders\"\nkubernetes.database = \"other\"",
        "[defaults.redis]\ndatabases.cart = 1\ncompose.databases.cart = 2",
        "[defaults.job]\nretries = 2\nkubernetes = { keep = \"1h\", env = { A = 1 } }",
        "[profiles.main]\nmembers = [\"web\"]\nreplicas = 2\nenv = { A = 1, B = 1.5, C = true, D = \"{self.port}\" }",
        "[services.web]\nreadiness = { delay = \"5s\" }\nvolumes.data = { path = \"/data\" }",
        "[services.web]\nvolumes.data.empty = \"\"\nrollout = { max-surge = \"25%\", steps = [{ pause = \"\" }] }",
        "[services.web.compose]\nextra = { init = true, ports = [1, \"2\"] }",
        "[secrets.mail.keys.token]\nvalue = \"of a developer\"",
    ] {
        let faults: Vec<String> = validator.iter_errors(&layer(right)).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{right}\n{}", faults.join("\n"));
    }
}

#[test]
fn what_is_wrong_is_refused_where_it_stands() {
    let validator = validator();
    for (wrong, place) in [
        ("colour = \"red\"", ""),
        ("tier = \"production\"", "/tier"),
        ("targets = [\"kubernetes\", \"helm\"]", "/targets/1"),
        ("extends = [\"base\"]", "/extends"),
        ("[platform]\nkubernetes = \"1.12\"", "/platform/kubernetes"),
        ("[platform]\nname = \"My Platform\"", "/platform/name"),
        ("[services.web]\nreplica = 3", "/services/web"),
        ("[services.web]\nreplicas = \"3\"", "/services/web/replicas"),
        ("[services.web]\nreplicas = -1", "/services/web/replicas"),
        ("[services.web]\nkind = \"postgres\"", "/services/web"),
        ("[services.web]\ncron = \"0 2 * * *\"", "/services/web"),
        ("[services.Web]", "/services"),
        ("[services.self]", "/services"),
        ("[services.web.kubernetes]\nreplica = 3", "/services/web/kubernetes"),
        ("[services.web.kubernetes.compose]\nreplicas = 3", "/services/web/kubernetes/compose"),
        ("[services.web]\nports.http = 70000", "/services/web/ports/http"),
        ("[services.web]\nenv.\"2ND\" = \"a\"", "/services/web/env"),
        ("[services.web]\nenv.A = [\"a\"]", "/services/web/env/A"),
        ("[services.web]\nneeds.db = \"url\"", "/services/web/needs/db"),
        ("[services.web]\nreadiness = { http = \"/\", period = 10 }", "/services/web/readiness/period"),
        ("[services.web]\nreadiness = { http = \"/\", period = \"10\" }", "/services/web/readiness/period"),
        ("[services.web]\nreadiness = { htp = \"/\" }", "/services/web/readiness"),
        ("[services.web]\nreadiness = { http = \"/\", tcp = true }", "/services/web/readiness"),
        ("[services.web]\nsize = \"small\"\nresources.limits.cpu = \"1\"", "/services/web"),
        ("[services.web]\nvolumes.a = { claim = \"1Gi\", empty = \"\" }", "/services/web/volumes/a"),
        ("[services.web]\nvolumes.a = { claim = \"1GB\" }", "/services/web/volumes/a/claim"),
        ("[services.web]\ndisruption = { min-available = 1, max-unavailable = 1 }", "/services/web/disruption"),
        ("[services.web]\ndisruption = { min-available = \"125%\" }", "/services/web/disruption/min-available"),
        ("[services.web]\nrollout.steps = [{ weight = 5, pause = \"5m\" }]", "/services/web/rollout/steps/0"),
        ("[services.web]\nrollout.steps = [{ weight = 120 }]", "/services/web/rollout/steps/0/weight"),
        ("[services.web]\nfiles.\"/a\" = { text = \"a\", mode = \"rw\" }", "/services/web/files/~1a/mode"),
        ("[services.web]\nfiles.\"/a\" = { text = \"a\", from = \"a\" }", "/services/web/files/~1a"),
        ("[services.web]\ninit.a = { replicas = 1 }", "/services/web/init/a"),
        ("[services.web]\nsidecars.a = { size = \"s\", resources = {} }", "/services/web/sidecars/a"),
        ("[components.db]\nkind = \"oracle\"", "/components/db/kind"),
        ("[components.db]\nkind = \"postgres\"\ntopics.a = {}", "/components/db/topics"),
        ("[components.db]\nkind = \"redis\"\nkubernetes.zookeeper = \"a\"", "/components/db/kubernetes/zookeeper"),
        ("[components.db]\ndatabase = 5", "/components/db/database"),
        ("[components.db]\nretries = 5", "/components/db"),
        ("[defaults.postgres]\nzookeeper = \"a\"", "/defaults/postgres/zookeeper"),
        ("[defaults.oracle]", "/defaults"),
        ("[defaults.service]\nretries = 1", "/defaults/service"),
        ("[profiles.small]\nstorage = \"1Gi\"", "/profiles/small"),
        ("[profiles.small]\nmembers = \"web\"", "/profiles/small/members"),
        ("[jobs.clean]\ncron = \"0 2 * * * *\"", "/jobs/clean/cron"),
        ("[jobs.clean]\nrun = \"sometimes\"", "/jobs/clean/run"),
        ("[config.app.files.a]\nconfig = \"b\"", "/config/app/files/a"),
        ("[access.ci]\npermissions.a = { resources = [\"pods\"], urls = [\"/\"] }", "/access/ci/permissions/a"),
        ("[secrets.mail.keys]\ntoken = \"a\"", "/secrets/mail/keys/token"),
        ("[artifacts.\"a\"]\nnewline = \"cr\"", "/artifacts/a/newline"),
        ("[compose]\nsecrets = \"vault\"", "/compose/secrets"),
        ("[network]\negress = true", "/network/egress"),
    ] {
        let layer = layer(wrong);
        let places: Vec<String> =
            validator.iter_errors(&layer).map(|error| error.instance_path().to_string()).collect();
        assert!(places.iter().any(|found| found == place), "{wrong}\nis at fault at {places:?}");
    }
}

/// The schema of a type takes what its typing takes.
fn agrees<T: DeserializeOwned + JsonSchema>(right: &[Value], wrong: &[Value]) {
    let schema = schema_for!(T).to_value();
    let validator = draft202012::new(&schema).expect("it is a schema");
    for (values, is_right) in [(right, true), (wrong, false)] {
        for value in values {
            let typed = toml::Value::try_from(value).is_ok_and(|value| T::deserialize(value).is_ok());
            assert_eq!(typed, is_right, "typing {value}");
            assert_eq!(validator.is_valid(value), is_right, "{value} by {schema}");
        }
    }
}

fn each<const N: usize>(texts: [&str; N]) -> [Value; N] {
    texts.map(Value::from)
}

#[test]
fn scalars_are_what_typing_takes() {
    let long = "a".repeat(64);
    agrees::<scalar::Name>(&each(["a", "a-1", "0a", &long[1..]]), &each(["", "-a", "a-", "A", "a.b", "a_b", &long]));
    agrees::<scalar::Variable>(&each(["A", "_a.b-C1", "-a"]), &each(["", "1A", "A B", "Ä"]));
    agrees::<scalar::Duration>(
        &each(["500ms", "60s", "5m", "1h30m", "30d", "12w", "7y"]),
        &[each(["", "5", "s", "5 s", "1.5h", "-5s", "5min"]).to_vec(), vec![json!(5)]].concat(),
    );
    agrees::<scalar::Quantity>(
        &each(["1", "250m", "0.5", "512Mi", "1Gi", "5k", "1E"]),
        &[each(["", "-1", ".5", "1.", "1.2.3", "1GB", "1 Gi", "m"]).to_vec(), vec![json!(1)]].concat(),
    );
    agrees::<scalar::Mode>(
        &each(["644", "0644", "0777"]),
        &each(["", "44", "0888", "1777", "+64", "+644", "-644", "0o644", "rw"]),
    );
    agrees::<scalar::KubernetesVersion>(
        &each(["1.25", "1.28", "1.37"]),
        &each(["1.24", "1.38", "2.28", "v1.28", "1", "1.+28", "1.028", "01.28", "+1.28", "1.28.0"]),
    );
    agrees::<cron::Cron>(
        &each(["0 2 * * *", "*/5 0-4,8 1 jan-mar MON", " 0  2 * * 7 "]),
        &each(["", "0 2 * *", "0 2 * * * *", "@daily", "a? 2 * * *", "+5 2 * * *", "*/+5 2 * * *"]),
    );
    agrees::<scalar::Amount>(
        &[json!(0), json!(3), json!("0%"), json!("25%"), json!("100%")],
        &[
            json!(-1),
            json!(1.5),
            json!("25"),
            json!("101%"),
            json!("+5%"),
            json!("007%"),
            json!("05%"),
            json!("-5%"),
            json!("%"),
            json!(true),
        ],
    );
    agrees::<volume::Limit>(&each(["", "64Mi"]), &each([" ", "64MB"]));
    agrees::<rollout::Pause>(&each(["", "10m"]), &each([" ", "10"]));
    agrees::<scalar::Port>(&[json!(1), json!(65_535)], &[json!(0), json!(65_536), json!("http")]);
    agrees::<scalar::Percent>(&[json!(0), json!(100)], &[json!(-1), json!(101), json!("5%")]);
    agrees::<scalar::Count>(&[json!(0), json!(i32::MAX)], &[json!(-1), json!(1_i64 << 31), json!("1")]);
    agrees::<text::Text>(&each(["", "a {b.c}"]), &[json!(1), json!(["a"])]);
    agrees::<text::Scalar>(&[json!("a"), json!(1), json!(1.5), json!(true)], &[json!(["a"]), json!({})]);
    agrees::<text::SecretLiteral>(&each(["a"]), &[json!(1)]);
    agrees::<tree_value::TreeValue>(&[json!({ "a": [1, 1.5, "b", true, {}] }), json!("a")], &[Value::Null]);
}

#[test]
fn defaults_are_the_models_own() {
    fn default(schema: &Value, table: &str, key: &str) -> Value {
        schema["$defs"][table]["properties"][key]["default"].clone()
    }
    let schema = schema();
    assert_eq!(default(&schema, "ServiceTable", "replicas"), 1);
    assert_eq!(default(&schema, "ServiceTable", "namespace"), "main");
    assert_eq!(default(&schema, "Rollout", "strategy"), "rolling");
    assert_eq!(default(&schema, "Alert", "for"), "5m");
    assert_eq!(default(&schema, "Platform", "kubernetes"), "1.28");
    assert_eq!(default(&schema, "Platform", "legacy-labels"), Value::Null, "a list is told in the manual");
}

#[test]
fn the_list_of_keys_has_every_key_once() {
    let keys = keys();
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "a key stands there twice");
    let has = |key: &str| keys.iter().any(|known| known == key);
    for key in [
        "tier",
        "extends",
        "platform.name",
        "services",
        "services.*.replicas",
        "services.*.image",
        "services.*.readiness.http",
        "services.*.rollout.steps[].weight",
        "services.*.volumes.*.projected.*.token",
        "services.*.kubernetes",
        "services.*.init",
        "components.*.kind",
        "components.*[postgres].database",
        "components.*[kafka].topics.*.partitions",
        "jobs.*.history.success",
        "defaults.service",
        "defaults.kafka",
        "profiles",
        "profiles.*.members",
        "config.*.files.*.text",
        "secrets.*.keys.*.value",
        "network.dns.labels",
    ] {
        assert!(has(key), "{key} is missing");
    }
    for key in [
        "components.*.database",
        "components.*.replicas",
        "components.*[postgres].topics",
        "components.*[postgres].compose",
        "jobs.*.replicas",
        "services.*.kubernetes.replicas",
        "services.*.init.*.image",
        "defaults.service.replicas",
        "profiles.*.replicas",
        "services.*.files.*.yaml.*",
    ] {
        assert!(!has(key), "{key} is none of its own");
    }
}
