//! What stands in `tests/fixtures/rules` is refused by no rule, and comes out as it was meant.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Standard output of a run in the fixture.
fn platgen(arguments: &[&str]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rules");
    let output =
        Command::new(env!("CARGO_BIN_EXE_platgen")).args(arguments).current_dir(folder).output().expect("it is built");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("platgen writes UTF-8")
}

/// The objects for Kubernetes.
fn objects() -> Vec<Value> {
    let stream = platgen(&["render", "prod", "--target", "kubernetes"]);
    let objects = stream.split("\n---\n").map(|text| serde_yaml::from_str(text).expect("it is YAML"));
    objects.filter(|object: &Value| !object.is_null()).collect()
}

fn object(kind: &str, name: &str) -> Value {
    let mut named = objects().into_iter().filter(|object| object["kind"] == kind && object["metadata"]["name"] == name);
    let object = named.next().unwrap_or_else(|| panic!("there is a {kind} {name}"));
    assert!(named.next().is_none(), "there is one {kind} {name}");
    object
}

#[test]
fn what_defaults_say_of_others_is_ignored() {
    let agent = object("DaemonSet", "agent");
    assert!(agent["spec"].get("replicas").is_none());
    assert_eq!(agent["spec"]["updateStrategy"]["rollingUpdate"]["maxSurge"], 1);
    let state = object("StatefulSet", "state");
    assert_eq!(state["spec"]["podManagementPolicy"], "Parallel");
    assert!(state["spec"].get("updateStrategy").is_none(), "{state}");
    let kinds = |name: &str| -> Vec<String> {
        let of = |object: &Value| object["metadata"]["name"].as_str().is_some_and(|found| found.starts_with(name));
        objects()
            .iter()
            .filter(|object| of(object))
            .map(|object| object["kind"].as_str().unwrap_or("").into())
            .collect()
    };
    for name in ["agent", "load"] {
        let kinds = kinds(name);
        assert!(
            !kinds.iter().any(|kind| kind == "HorizontalPodAutoscaler" || kind == "PodDisruptionBudget"),
            "{kinds:?}"
        );
    }
    assert!(!kinds("plain").iter().any(|kind| kind == "Service"));
    platgen(&["render", "prod", "--target", "compose"]);
}

#[test]
fn members_take_a_profile_after_their_own() {
    let web = object("Deployment", "web");
    let containers = web["spec"]["template"]["spec"]["containers"].as_array().expect("it is a list").clone();
    let env = containers.iter().find(|container| container["name"] == "web").map(|web| web["env"].clone());
    let env = env.expect("there is a container `web`");
    let value = |name: &str| {
        let variable = env.as_array().into_iter().flatten().find(|variable| variable["name"] == name);
        variable.map(|variable| variable["value"].clone())
    };
    let values = ["TRACED", "LEVEL", "OWN", "NAMED"].map(|name| value(name).unwrap_or_default());
    assert_eq!(values, ["traced", "loud", "web", "true"]);
    let told = platgen(&["explain", "prod", "services.web.env.LEVEL"]);
    let lines: Vec<&str> = told.lines().filter(|line| line.contains("base.toml")).collect();
    assert_eq!(lines.len(), 3, "{told}");
    assert!(platgen(&["explain", "prod", "jobs.load.env"]).contains("TRACED"));
    assert!(platgen(&["explain", "prod", "profiles.loud"]).contains("profiles.loud.members"));
}

#[test]
fn an_account_may_do_what_any_of_its_workloads_asks_for() {
    let resources = |role: &Value| -> Vec<Value> {
        let rules = role["rules"].as_array().into_iter().flatten();
        rules.flat_map(|rule| rule["resources"].as_array().cloned().unwrap_or_default()).collect()
    };
    let robot = object("Role", "robot");
    assert_eq!(resources(&robot), ["pods", "configmaps"]);
    assert_eq!(resources(&object("Role", "shared")), ["pods", "configmaps"]);
    assert_eq!(object("ServiceAccount", "web")["metadata"]["annotations"]["team"], "web");
}

#[test]
fn permissions_of_the_cluster_are_named_after_the_namespace() {
    let role = object("ClusterRole", "shop-web");
    assert!(role["metadata"].get("namespace").is_none());
    let rules = role["rules"].as_array().expect("it has rules");
    assert_eq!(rules.len(), 2);
    assert_eq!(rules[0]["nonResourceURLs"][0], "/healthz");
    assert!(rules[0].get("apiGroups").is_none() && rules[0].get("resources").is_none());
    assert_eq!(rules[1]["resources"][0], "nodes");
    let binding = object("ClusterRoleBinding", "shop-web");
    assert_eq!(binding["roleRef"]["kind"], "ClusterRole");
    assert_eq!(binding["roleRef"]["name"], "shop-web");
    assert_eq!(binding["subjects"][0]["namespace"], "shop");
    assert_eq!(object("Role", "web")["rules"][0]["resources"][0], "pods");
    let kinds: Vec<String> = objects().iter().map(|object| object["kind"].as_str().unwrap_or("").to_owned()).collect();
    let first = |kind: &str| kinds.iter().position(|known| known == kind);
    assert!(first("ClusterRoleBinding") < first("RoleBinding") && first("ClusterRoleBinding") < first("Deployment"));
}
