//! What is told of the fields of Kubernetes' own kinds.

use std::fs;
use std::path::Path;

use platgen::emit::kubernetes::known::{Fault, Lookup, look_up};
use serde_json::{Value, json};
use walkdir::WalkDir;

/// The faults of an object, a line each.
fn faults(object: &Value) -> Vec<String> {
    let (version, kind) = (object["apiVersion"].as_str(), object["kind"].as_str());
    let Lookup::Known(kind) = look_up(version.expect("a version"), kind.expect("a kind")) else {
        panic!("{object} is of no known kind");
    };
    let told = kind.faults(object).into_iter().map(|fault| match fault.what {
        Fault::Unknown => format!("{} is unknown", fault.path),
        Fault::Missing => format!("{} is missing", fault.path),
        Fault::Mistyped(why) => format!("{}: {why}", fault.path),
    });
    told.collect()
}

fn pod_template(container: &Value) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "a" },
        "spec": {
            "selector": { "matchLabels": { "app": "a" } },
            "template": { "metadata": { "labels": { "app": "a" } }, "spec": { "containers": [container] } },
        },
    })
}

#[test]
fn what_platgen_writes_has_no_faults() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let mut known = 0;
    for entry in WalkDir::new(golden).into_iter().map(|entry| entry.expect("golden can be read")) {
        let path = entry.path();
        if !path.components().any(|part| part.as_os_str() == "kubernetes")
            || path.extension().is_none_or(|extension| extension != "yaml")
        {
            continue;
        }
        let text = fs::read_to_string(path).expect("a golden file is text");
        for document in text.split("\n---\n") {
            let object: Value = serde_yaml::from_str(document).expect("a golden file is YAML");
            let (Some(version), Some(kind)) = (object["apiVersion"].as_str(), object["kind"].as_str()) else {
                continue;
            };
            if let Lookup::Known(_) = look_up(version, kind) {
                assert_eq!(faults(&object), [""; 0], "{}", path.display());
                known += 1;
            }
        }
    }
    assert!(known > 100, "{known} objects were found in golden");
}

#[test]
fn fields_that_a_kind_does_not_have() {
    let mut object = pod_template(&json!({
        "name": "a", "imagePulPolicy": "Always", "resources": { "limit": { "cpu": 1 }, "requests": { "cpu": 0.5, "memory": "1Gi" } },
        "ports": [{ "containerPort": 80 }, { "containerPort": 81, "port": 81 }],
    }));
    object["specs"] = json!({ "deep": { "er": 1 } });
    object["metadata"]["labels"] = json!({ "any/thing.at": "all" });
    assert_eq!(
        faults(&object),
        [
            "spec.template.spec.containers.0.imagePulPolicy is unknown",
            "spec.template.spec.containers.0.resources.limit is unknown",
            "spec.template.spec.containers.0.ports.1.port is unknown",
            "specs is unknown",
        ]
    );
}

#[test]
fn values_that_a_field_cannot_hold() {
    let object = pod_template(&json!({
        "name": 1, "imagePulPolicy": "Always", "args": ["a", 1, true], "tty": "yes",
        "env": [{ "name": "A", "value": 1 }, { "name": "B", "value": true }],
        "ports": [{ "containerPort": "http" }],
    }));
    assert_eq!(
        faults(&object),
        [
            "spec.template.spec.containers.0.name: invalid type: integer `1`, expected a string",
            "spec.template.spec.containers.0.args.1: invalid type: integer `1`, expected a string",
            "spec.template.spec.containers.0.tty: invalid type: string \"yes\", expected a boolean",
            "spec.template.spec.containers.0.env.0.value: invalid type: integer `1`, expected a string",
            "spec.template.spec.containers.0.env.1.value: invalid type: boolean `true`, expected a string",
            "spec.template.spec.containers.0.ports.0.containerPort: invalid type: string \"http\", expected i32",
            "spec.template.spec.containers.0.imagePulPolicy is unknown",
        ]
    );
    let secret =
        json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "a" }, "data": { "a.b": "not base64!" } });
    assert_eq!(faults(&secret), ["data.\"a.b\": Invalid symbol 32, offset 3."]);
    let list = json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "a" }, "data": ["a"] });
    assert_eq!(faults(&list), ["data: invalid type: sequence, expected a map"]);
    let bare = json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": "a" });
    assert_eq!(faults(&bare), ["metadata: invalid type: string \"a\", expected ObjectMeta"]);
}

#[test]
fn fields_that_a_kind_does_not_do_without() {
    let mut object = pod_template(&json!({ "image": "a", "ports": [{ "name": "http" }], "env": [{ "value": "1" }] }));
    object["spec"]["selector"] = Value::Null;
    assert_eq!(
        faults(&object),
        [
            "spec.selector is missing",
            "spec.template.spec.containers.0.env.0.name is missing",
            "spec.template.spec.containers.0.name is missing",
            "spec.template.spec.containers.0.ports.0.containerPort is missing",
        ]
    );
    let scaler = json!({
        "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": { "name": "a" },
        "spec": { "maxReplicas": 2, "scaleTargetRef": { "apiVersion": "apps/v1", "name": "a" } },
    });
    assert_eq!(faults(&scaler), ["spec.scaleTargetRef.kind is missing"]);
    let set = json!({
        "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": { "name": "a" },
        "spec": {
            "serviceName": "a", "selector": {}, "template": { "spec": { "containers": [] } },
            "volumeClaimTemplates": [{ "metadata": { "name": "a" }, "spec": { "accessModes": ["ReadWriteOnce"] } }],
        },
    });
    assert_eq!(faults(&set), [""; 0]);
}

#[test]
fn whose_kind_it_is() {
    for (version, kind, cluster_scoped) in [
        ("v1", "Namespace", true),
        ("v1", "ConfigMap", false),
        ("networking.k8s.io/v1", "IngressClass", true),
        ("networking.k8s.io/v1", "Ingress", false),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", true),
        ("apiregistration.k8s.io/v1", "APIService", true),
        ("autoscaling/v1", "HorizontalPodAutoscaler", false),
        ("autoscaling/v2", "HorizontalPodAutoscaler", false),
    ] {
        let Lookup::Known(known) = look_up(version, kind) else { panic!("{version} {kind} is known") };
        assert_eq!((known.api_version, known.kind, known.cluster_scoped), (version, kind, cluster_scoped));
    }
    let Lookup::Misspelt(kinds) = look_up("batch/v1", "Cronjob") else { panic!("there is no such kind") };
    assert_eq!(kinds, ["CronJob", "Job"]);
    for (version, kind) in
        [("argoproj.io/v1alpha1", "Rollout"), ("gateway.networking.k8s.io/v1", "Gateway"), ("a", "b")]
    {
        assert!(matches!(look_up(version, kind), Lookup::Custom), "{version} {kind}");
    }
}

#[test]
fn a_schema_in_a_definition_is_read_in_full() {
    let definition = json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": { "name": "as.b.c" },
        "spec": {
            "group": "b.c", "scope": "Namespaced", "names": { "kind": "A", "plural": "as" },
            "versions": [{
                "name": "v1", "served": true, "storage": true,
                "schema": { "openAPIV3Schema": {
                    "type": "object", "x-kubernetes-preserve-unknown-fields": true, "$ref": "a",
                    "properties": { "spec": { "type": "object", "properties": { "any": { "default": { "a": [1] }, "typo": 1 } } } },
                } },
            }],
        },
    });
    assert_eq!(
        faults(&definition),
        ["spec.versions.0.schema.openAPIV3Schema.properties.spec.properties.any.typo is unknown"]
    );
}
