//! Platforms of the size that teams move over: what the model says of each workload, compared with what each output holds.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;
use platgen::diagnostic::{Place, Report, SourceKind, Sources};
use platgen::emit::{self, Form};
use platgen::fidelity::losses;
use platgen::load::{Platform, Wanted};
use platgen::model::workload::{Target, Workload};
use platgen::model::{self, Environment, RULES, kinds};
use platgen::plan;
use serde_json::Value;

const CONTROLLERS: [&str; 6] = ["Deployment", "StatefulSet", "DaemonSet", "Rollout", "Job", "CronJob"];
const FEWEST_SERVICES: usize = 30;

fn platforms() -> io::Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/platforms");
    let mut platforms: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    platforms.sort();
    Ok(platforms)
}

/// An environment rendered for one target.
struct Rendered {
    environment: Environment,
    /// Names by ID, of what runs.
    names: BTreeMap<String, String>,
    /// The workloads that a line of the report says are left out as a whole.
    left_out: BTreeSet<String>,
    /// Objects, or the one Compose file.
    output: Vec<Value>,
}

/// None: there is no such target.
fn rendered(platform: &Platform, name: &str, target: Target) -> Option<Rendered> {
    let mut report = Report::default();
    let place = Place { source: 0, start: 0, end: 0 };
    let layered = platform.layered(name, place, &[], &RULES, &mut report).filter(|layered| !layered.is_abstract)?;
    let tier = model::tier(&layered.tree, &mut report)?;
    if !model::targets(&layered.tree, tier, &mut report).contains(&target) {
        return None;
    }
    let (environment, provenance) = model::environment(&layered, target, &platform.sources, None, &mut report);
    let named = model::references(&environment).into_iter();
    let wanted = named.map(|file| Wanted { place: provenance.place(&file.field), path: file.path, form: file.form });
    let contents = platform.contents(&wanted.collect::<Vec<_>>(), &mut report);
    let manifests = match target {
        Target::Kubernetes => platform.manifests(&layered.chain, &mut report),
        Target::Compose | Target::Files => platgen::load::Manifests::default(),
    };
    let inputs = plan::Inputs {
        environment: &environment,
        provenance: &provenance,
        contents: &contents,
        manifests: &manifests,
        engine: &plan::Engine::default(),
        environments: &[],
        with_artifacts: false,
        only: None,
        again: plan::Again::Never,
    };
    let plan = plan::plan(&inputs, &mut report);
    let read = |text: &str| serde_json::from_str(text).expect("it is JSON");
    let output: Vec<Value> = match target {
        Target::Kubernetes => {
            let objects = emit::kubernetes::emit(&plan, &provenance, Form::Json, &mut report);
            objects.iter().map(|object| read(&object.text)).collect()
        }
        Target::Compose | Target::Files => {
            vec![read(&emit::compose::emit(&plan, &provenance, Form::Json, &mut report))]
        }
    };
    assert!(!report.has_errors(), "{name}: {:?}", report.diagnostics);
    let crons = losses(&plan, &provenance).into_iter().filter(|loss| loss.key == "cron").flat_map(|loss| loss.fields);
    let left_out = crons.map(|field| field.path.keys()[1].clone()).collect();
    let names = plan.workloads.iter().map(|workload| (workload.id.clone(), workload.name().to_owned())).collect();
    drop(plan);
    Some(Rendered { names, left_out, output, environment })
}

impl Rendered {
    /// What the model says runs in this target.
    fn workloads(&self) -> Vec<(&str, &Workload)> {
        let environment = &self.environment;
        let services = environment.services.iter().map(|(id, service)| (id.as_str(), &**service));
        let components = environment.components.iter().filter(|(_, component)| !component.is_elsewhere());
        let components = components.map(|(id, component)| (id.as_str(), &component.workload));
        let jobs = environment.jobs.iter().map(|(id, job)| (id.as_str(), &job.workload));
        let has = |workload: &Workload| workload.targets.is_empty() || workload.targets.contains(&environment.target);
        services.chain(components).chain(jobs).filter(|(_, one)| one.enabled && has(one)).collect()
    }

    fn lost(&self, id: &str, workload: &Workload) -> Vec<String> {
        let Some(name) = self.names.get(id) else { return vec![format!("{id}: it is not planned")] };
        let containers = match self.environment.target {
            Target::Kubernetes => self.containers_of_pod(name),
            Target::Compose | Target::Files => self.services_of_compose(name, workload),
        };
        if containers.is_empty() {
            return if self.left_out.contains(id) { Vec::new() } else { vec![format!("{id}: nothing runs it")] };
        }
        let parts = [("", &workload.container)].into_iter();
        let beside = workload.init.iter().chain(&workload.sidecars).map(|(key, one)| (key.as_str(), one));
        let mut lost = Vec::new();
        for (key, said) in parts.chain(beside) {
            let Some(held) = containers.get(key) else {
                lost.push(format!("{id}: there is no container `{key}`"));
                continue;
            };
            let env: BTreeSet<String> = said.env.keys().map(|name| name.as_str().to_owned()).collect();
            lost.extend(env.difference(&held.env).map(|name| format!("{id}: no variable `{name}`")));
            let is_kubernetes = self.environment.target == Target::Kubernetes;
            let ports: BTreeSet<String> = said.ports.keys().filter(|_| is_kubernetes).cloned().collect();
            lost.extend(ports.difference(&held.ports).map(|name| format!("{id}: no port `{name}`")));
            let paths = workload.volumes.values().filter(|_| key.is_empty()).filter_map(|volume| volume.path.clone());
            let mounts = said.mounts.values().map(|path| path.trim_end_matches(":ro").to_owned());
            let writable = said.security.writable.iter().cloned();
            let paths: BTreeSet<String> = paths.chain(mounts).chain(writable).collect();
            // What is projected is laid in file by file in Compose.
            let is_held =
                |path: &String| held.paths.iter().any(|known| known == path || known.starts_with(&format!("{path}/")));
            lost.extend(paths.iter().filter(|path| !is_held(path)).map(|path| format!("{id}: nothing at `{path}`")));
        }
        lost
    }

    fn containers_of_pod(&self, name: &str) -> BTreeMap<String, Held> {
        let of_workload = |object: &&Value| {
            let kind = object["kind"].as_str().unwrap_or_default();
            CONTROLLERS.contains(&kind) && object["metadata"]["labels"]["app.kubernetes.io/name"] == name
        };
        let Some(object) = self.output.iter().find(of_workload) else { return BTreeMap::new() };
        let spec = match object["kind"].as_str() {
            Some("CronJob") => &object["spec"]["jobTemplate"]["spec"]["template"]["spec"],
            Some(_) | None => &object["spec"]["template"]["spec"],
        };
        let main = &spec["containers"][0];
        let others = [&spec["containers"], &spec["initContainers"]].into_iter().filter_map(Value::as_array).flatten();
        let mut containers: BTreeMap<String, Held> = others
            .filter(|one| *one != main)
            .map(|one| (one["name"].as_str().unwrap_or_default().to_owned(), Held::of_container(one)))
            .collect();
        containers.insert(String::new(), Held::of_container(main));
        containers
    }

    fn services_of_compose(&self, name: &str, workload: &Workload) -> BTreeMap<String, Held> {
        let services = &self.output[0]["services"];
        let keys = workload.init.keys().chain(workload.sidecars.keys());
        let named = [(String::new(), name.to_owned())]
            .into_iter()
            .chain(keys.map(|key| (key.clone(), format!("{name}-{key}"))));
        named
            .filter(|(_, name)| services[name].is_object())
            .map(|(key, name)| (key, Held::of_service(&services[name])))
            .collect()
    }
}

/// What one container holds in an output.
struct Held {
    env: BTreeSet<String>,
    ports: BTreeSet<String>,
    paths: BTreeSet<String>,
}

impl Held {
    fn of_container(container: &Value) -> Self {
        let all = |list: &str, key: &str| -> BTreeSet<String> {
            let items = container[list].as_array().into_iter().flatten();
            items.filter_map(|item| item[key].as_str().map(str::to_owned)).collect()
        };
        Self { env: all("env", "name"), ports: all("ports", "name"), paths: all("volumeMounts", "mountPath") }
    }

    fn of_service(service: &Value) -> Self {
        let texts = |key: &str| service[key].as_array().into_iter().flatten().filter_map(Value::as_str);
        let volumes = texts("volumes").map(|volume| match volume.split(':').collect::<Vec<_>>()[..] {
            [_, target, ..] | [target] => target.to_owned(),
            [] => String::new(),
        });
        let tmpfs = texts("tmpfs").map(|one| one.split(':').next().unwrap_or_default().to_owned());
        let files = ["configs", "secrets"].into_iter().filter_map(|key| service[key].as_array()).flatten();
        let files = files.filter_map(|file| file["target"].as_str().map(str::to_owned));
        Self {
            env: service["environment"].as_object().into_iter().flat_map(|map| map.keys().cloned()).collect(),
            ports: BTreeSet::new(),
            paths: volumes.chain(tmpfs).chain(files).collect(),
        }
    }
}

#[test]
fn each_output_holds_what_the_model_says() -> io::Result<()> {
    for folder in platforms()? {
        let mut sources = Sources::default();
        sources.whole(SourceKind::Argument, "asked");
        kinds::add_sources(&mut sources);
        plan::add_template_sources(&mut sources);
        let Ok(platform) = Platform::open(&folder, Path::new(""), sources) else { panic!("{}", folder.display()) };
        let mut kinds = BTreeSet::new();
        let mut lost = Vec::new();
        let mut compared = 0;
        for name in platform.layer_names() {
            for target in [Target::Kubernetes, Target::Compose] {
                let Some(rendered) = rendered(&platform, name, target) else { continue };
                kinds.extend(rendered.output.iter().filter_map(|object| object["kind"].as_str().map(str::to_owned)));
                assert!(rendered.environment.services.len() >= FEWEST_SERVICES, "{name} has too few services");
                for (id, workload) in rendered.workloads() {
                    compared += 1;
                    let found = rendered.lost(id, workload).into_iter();
                    lost.extend(found.map(|what| format!("{name}, {}: {what}", target.as_str())));
                }
            }
        }
        println!("{}: {compared} workloads compared", folder.display());
        let missing: Vec<&&str> = CONTROLLERS.iter().filter(|kind| !kinds.contains(**kind)).collect();
        assert!(missing.is_empty(), "{} has no {missing:?}", folder.display());
        assert!(lost.is_empty(), "{}:\n{}", folder.display(), lost.join("\n"));
    }
    Ok(())
}
