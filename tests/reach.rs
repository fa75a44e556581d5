//! What NetworkPolicies mean: nine pods in three namespaces with two ports of each protocol, and for each case who may
//! connect to whom. Every case is asked for all pairs, ports and protocols, and for addresses outside.

use platgen::check::reach::{Block, Connection, Door, Endpoint, LabelSet, Network, Protocol, connections};
use serde_json::{Value, json};

const NAMESPACES: [&str; 3] = ["x", "y", "z"];
const PODS: [&str; 3] = ["a", "b", "c"];
const NUMBERS: [u16; 2] = [80, 81];
const PROTOCOLS: [Protocol; 3] = [Protocol::Tcp, Protocol::Udp, Protocol::Sctp];

/// One connection that is tried.
#[derive(Clone, Copy, Debug)]
struct Try<'t> {
    /// Namespace and pod.
    from: (&'t str, &'t str),
    to: (&'t str, &'t str),
    door: Door,
}

impl Try<'_> {
    fn is_to(&self, namespace: &str, pod: &str) -> bool {
        self.to == (namespace, pod)
    }

    fn is_from(&self, namespace: &str, pod: &str) -> bool {
        self.from == (namespace, pod)
    }

    fn is_tcp(&self, number: u16) -> bool {
        self.door == Door { number, protocol: Protocol::Tcp }
    }
}

fn world(policies: &[Value]) -> Vec<Value> {
    let mut objects = Vec::new();
    for namespace in NAMESPACES {
        let labels = json!({ "ns": namespace });
        objects.push(
            json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": namespace, "labels": labels } }),
        );
        for pod in PODS {
            let port = |number: u16, protocol: Protocol| {
                let protocol = protocol.as_str();
                json!({ "containerPort": number, "protocol": protocol, "name": format!("serve-{number}-{}", protocol.to_lowercase()) })
            };
            let ports: Vec<Value> =
                NUMBERS.iter().flat_map(|number| PROTOCOLS.map(|protocol| port(*number, protocol))).collect();
            objects.push(json!({
                "apiVersion": "v1", "kind": "Pod",
                "metadata": { "name": pod, "namespace": namespace, "labels": { "pod": pod } },
                "spec": { "containers": [{ "name": "serve", "image": "serve", "ports": ports }] },
            }));
        }
    }
    objects.extend(policies.iter().cloned());
    objects
}

/// A policy in the namespace `x`, or in the one that stands first.
fn policy(spec: Value) -> Value {
    policy_in("x", spec)
}

fn policy_in(namespace: &str, spec: Value) -> Value {
    json!({ "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": { "name": "p", "namespace": namespace }, "spec": spec })
}

fn check(name: &str, policies: &[Value], expected: impl Fn(Try<'_>) -> bool) {
    let objects = world(policies);
    let network = Network::of(objects.iter());
    let named: Vec<(&str, &str)> = NAMESPACES.iter().flat_map(|namespace| PODS.map(|pod| (*namespace, pod))).collect();
    assert_eq!(network.pods.len(), named.len());
    let mut found = std::collections::BTreeSet::new();
    for (from, source) in named.iter().enumerate() {
        for (to, target) in named.iter().enumerate() {
            for (number, protocol) in NUMBERS.iter().flat_map(|number| PROTOCOLS.map(|protocol| (*number, protocol))) {
                let door = Door { number, protocol };
                let (one, other) = (Endpoint::Pod(&network.pods[from]), Endpoint::Pod(&network.pods[to]));
                let connects = network.connects(one, other, door);
                let tried = Try { from: *source, to: *target, door };
                assert_eq!(connects, expected(tried), "{name}: {tried:?}");
                if connects {
                    found.insert(Connection { from, to, door });
                }
            }
        }
    }
    assert_eq!(found, connections(&network), "{name}: the search finds the same");
}

fn pod(name: &str) -> Value {
    json!({ "matchLabels": { "pod": name } })
}

fn ns(name: &str) -> Value {
    json!({ "matchLabels": { "ns": name } })
}

#[test]
fn without_a_policy_all_is_open() {
    check("none", &[], |_| true);
}

#[test]
fn a_policy_closes_the_pods_it_selects_in_its_own_namespace_only() {
    let into_a = policy(json!({ "podSelector": pod("a"), "policyTypes": ["Ingress"] }));
    check("deny to x/a", &[into_a], |one| !one.is_to("x", "a"));
    let all = policy(json!({ "podSelector": {}, "policyTypes": ["Ingress"], "ingress": [] }));
    check("deny to x", &[all], |one| one.to.0 != "x");
    let out = policy(json!({ "podSelector": {}, "policyTypes": ["Egress"] }));
    check("deny from x", &[out], |one| one.from.0 != "x");
    let both = policy(json!({ "podSelector": {}, "policyTypes": ["Ingress", "Egress"] }));
    check("deny both", &[both], |one| one.from.0 != "x" && one.to.0 != "x");
}

#[test]
fn types_that_are_not_named_follow_from_the_rules() {
    let silent = policy(json!({ "podSelector": {} }));
    check("ingress is always meant", &[silent], |one| one.to.0 != "x");
    let with_egress = policy(json!({ "podSelector": {}, "egress": [{}] }));
    check("and egress with a rule", &[with_egress], |one| one.to.0 != "x");
    let empty = policy(json!({ "podSelector": {}, "egress": [] }));
    check("but not with an empty list", &[empty], |one| one.to.0 != "x");
    let empty_types =
        policy(json!({ "podSelector": {}, "policyTypes": [], "egress": [{ "ports": [{ "port": 80 }] }] }));
    check("no types is the same", &[empty_types], |one| one.to.0 != "x" && (one.from.0 != "x" || one.is_tcp(80)));
    let one_way = policy(json!({ "podSelector": {}, "policyTypes": ["Egress"], "ingress": [], "egress": [{}] }));
    check("rules of a type that is not named are nothing", &[one_way], |_| true);
}

#[test]
fn an_empty_rule_admits_everybody_and_no_rule_nobody() {
    let open = policy(json!({ "podSelector": {}, "ingress": [{}] }));
    check("everybody", &[open], |_| true);
    let by_null = policy(json!({ "podSelector": {}, "ingress": [{ "from": [], "ports": [] }] }));
    check("empty lists are no lists", &[by_null], |_| true);
    let nobody = policy(json!({ "podSelector": {}, "ingress": [{ "from": [{}] }] }));
    check("a peer without anything is nobody", &[nobody], |one| one.to.0 != "x");
}

#[test]
fn peers_are_pods_here_or_namespaces_or_pods_there() {
    let from = |peer: Value| policy(json!({ "podSelector": pod("a"), "ingress": [{ "from": [peer] }] }));
    check("pods of this namespace", &[from(json!({ "podSelector": pod("b") }))], |one| {
        !one.is_to("x", "a") || one.is_from("x", "b")
    });
    check("all pods of this namespace", &[from(json!({ "podSelector": {} }))], |one| {
        !one.is_to("x", "a") || one.from.0 == "x"
    });
    check("a namespace", &[from(json!({ "namespaceSelector": ns("y") }))], |one| {
        !one.is_to("x", "a") || one.from.0 == "y"
    });
    check("every namespace", &[from(json!({ "namespaceSelector": {} }))], |_| true);
    check("pods there", &[from(json!({ "namespaceSelector": ns("y"), "podSelector": pod("b") }))], |one| {
        !one.is_to("x", "a") || one.is_from("y", "b")
    });
    check("pods anywhere", &[from(json!({ "namespaceSelector": {}, "podSelector": pod("b") }))], |one| {
        !one.is_to("x", "a") || one.from.1 == "b"
    });
    let by_name = json!({ "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": "z" } } });
    check("the name that every namespace bears", &[from(by_name)], |one| !one.is_to("x", "a") || one.from.0 == "z");
    let either = policy(
        json!({ "podSelector": pod("a"), "ingress": [{ "from": [{ "namespaceSelector": ns("y") }, { "podSelector": pod("b") }] }] }),
    );
    check("two peers are either", &[either], |one| !one.is_to("x", "a") || one.from.0 == "y" || one.is_from("x", "b"));
}

#[test]
fn expressions_are_what_they_are_called() {
    let select = |expression: Value| policy(json!({ "podSelector": { "matchExpressions": [expression] } }));
    let cases: [(Value, &[&str]); 7] = [
        (json!({ "key": "pod", "operator": "In", "values": ["a", "b"] }), &["a", "b"]),
        (json!({ "key": "pod", "operator": "NotIn", "values": ["a"] }), &["b", "c"]),
        (json!({ "key": "pod", "operator": "Exists" }), &["a", "b", "c"]),
        (json!({ "key": "pod", "operator": "DoesNotExist" }), &[]),
        (json!({ "key": "other", "operator": "NotIn", "values": ["a"] }), &["a", "b", "c"]),
        (json!({ "key": "other", "operator": "DoesNotExist" }), &["a", "b", "c"]),
        (json!({ "key": "pod", "operator": "Resembles", "values": ["a"] }), &[]),
    ];
    for (expression, closed) in cases {
        check(&expression.to_string(), &[select(expression.clone())], |one| {
            one.to.0 != "x" || !closed.contains(&one.to.1)
        });
    }
    let all = json!({ "podSelector": { "matchLabels": { "pod": "a" }, "matchExpressions": [{ "key": "pod", "operator": "In", "values": ["b"] }] } });
    check("all conditions hold", &[policy(all)], |_| true);
    let not_y =
        json!({ "namespaceSelector": { "matchExpressions": [{ "key": "ns", "operator": "NotIn", "values": ["y"] }] } });
    check("of namespaces too", &[policy(json!({ "podSelector": {}, "ingress": [{ "from": [not_y] }] }))], |one| {
        one.to.0 != "x" || one.from.0 != "y"
    });
}

#[test]
fn ports_are_numbers_names_ranges_or_all_of_a_protocol() {
    let at = |port: Value| policy(json!({ "podSelector": pod("a"), "ingress": [{ "ports": [port] }] }));
    let is = |one: Try<'_>, number: u16, protocol: Protocol| one.door == Door { number, protocol };
    check("TCP is meant", &[at(json!({ "port": 80 }))], |one| !one.is_to("x", "a") || one.is_tcp(80));
    check("UDP", &[at(json!({ "port": 80, "protocol": "UDP" }))], |one| {
        !one.is_to("x", "a") || is(one, 80, Protocol::Udp)
    });
    check("SCTP", &[at(json!({ "port": 81, "protocol": "SCTP" }))], |one| {
        !one.is_to("x", "a") || is(one, 81, Protocol::Sctp)
    });
    check("by name", &[at(json!({ "port": "serve-81-udp", "protocol": "UDP" }))], |one| {
        !one.is_to("x", "a") || is(one, 81, Protocol::Udp)
    });
    check("a name of another protocol", &[at(json!({ "port": "serve-81-udp" }))], |one| !one.is_to("x", "a"));
    check("a range", &[at(json!({ "port": 79, "endPort": 81 }))], |one| {
        !one.is_to("x", "a") || one.door.protocol == Protocol::Tcp
    });
    check("a range beside", &[at(json!({ "port": 82, "endPort": 90 }))], |one| !one.is_to("x", "a"));
    check("a range the wrong way", &[at(json!({ "port": 81, "endPort": 80 }))], |one| !one.is_to("x", "a"));
    check("all of a protocol", &[at(json!({ "protocol": "UDP" }))], |one| {
        !one.is_to("x", "a") || one.door.protocol == Protocol::Udp
    });
    for nothing in
        [json!({ "port": 80, "protocol": "ICMP" }), json!({ "port": 70000 }), json!({ "port": -1 }), json!(7)]
    {
        // The last is read as an object without anything: all of TCP.
        let admits = !nothing.is_object();
        check(&nothing.to_string(), &[at(nothing.clone())], |one| {
            !one.is_to("x", "a") || (admits && one.door.protocol == Protocol::Tcp)
        });
    }
}

#[test]
fn a_named_port_of_egress_is_one_of_the_pod_that_is_connected_to() {
    let mut objects = world(&[policy(json!({
        "podSelector": pod("a"), "policyTypes": ["Egress"], "egress": [{ "ports": [{ "port": "serve-80-tcp" }] }],
    }))]);
    // In `y` the same name is another number.
    for object in objects.iter_mut().filter(|object| object["metadata"]["namespace"] == "y" && object["kind"] == "Pod")
    {
        object["spec"]["containers"][0]["ports"] = json!([{ "containerPort": 8080, "name": "serve-80-tcp" }]);
    }
    let network = Network::of(objects.iter());
    let (a, other, there) = (&network.pods[0], &network.pods[1], &network.pods[3]);
    let tcp = |number| Door { number, protocol: Protocol::Tcp };
    assert!(network.lets_out(a, Endpoint::Pod(other), tcp(80)));
    assert!(!network.lets_out(a, Endpoint::Pod(other), tcp(8080)));
    assert!(network.lets_out(a, Endpoint::Pod(there), tcp(8080)));
    assert!(!network.lets_out(a, Endpoint::Pod(there), tcp(80)));
    let outside = Block::parse("203.0.113.7").map(Endpoint::Addresses).expect("it is an address");
    assert!(!network.lets_out(a, outside, tcp(80)), "an address has no names");
}

#[test]
fn policies_add_up_and_both_ends_have_to_agree() {
    let deny = policy(json!({ "podSelector": {}, "policyTypes": ["Ingress", "Egress"] }));
    let into_a = policy(json!({ "podSelector": pod("a"), "ingress": [{ "from": [{ "podSelector": pod("b") }] }] }));
    let closed = |one: Try<'_>| one.from.0 != "x" && one.to.0 != "x";
    check("one end is not enough", &[deny.clone(), into_a.clone()], closed);
    let out_of_b = policy(
        json!({ "podSelector": pod("b"), "policyTypes": ["Egress"], "egress": [{ "to": [{ "podSelector": pod("a") }], "ports": [{ "port": 80 }] }] }),
    );
    check("both are", &[deny.clone(), into_a.clone(), out_of_b], |one| {
        closed(one) || (one.is_from("x", "b") && one.is_to("x", "a") && one.is_tcp(80))
    });
    let also = policy(json!({ "podSelector": {}, "ingress": [{ "from": [{ "namespaceSelector": ns("y") }] }] }));
    check("what one admits no other takes back", &[deny, into_a, also], |one| {
        closed(one) || (one.from.0 == "y" && one.to.0 == "x")
    });
}

#[test]
fn both_ends_may_lie_in_other_namespaces() {
    let out = policy_in(
        "y",
        json!({ "podSelector": {}, "policyTypes": ["Egress"], "egress": [{ "to": [{ "namespaceSelector": ns("x"), "podSelector": pod("c") }] }] }),
    );
    check("out of y to x/c", &[out], |one| one.from.0 != "y" || one.is_to("x", "c"));
}

#[test]
fn addresses_are_outside_and_never_pods() {
    let into_a =
        |block: Value| policy(json!({ "podSelector": pod("a"), "ingress": [{ "from": [{ "ipBlock": block }] }] }));
    check("no pod is meant", &[into_a(json!({ "cidr": "0.0.0.0/0" }))], |one| !one.is_to("x", "a"));
    let cases = [
        (json!({ "cidr": "203.0.113.0/24" }), "203.0.113.7", true),
        (json!({ "cidr": "203.0.113.0/24" }), "203.0.114.7", false),
        (json!({ "cidr": "203.0.113.0/24", "except": ["203.0.113.0/29"] }), "203.0.113.7", false),
        (json!({ "cidr": "203.0.113.0/24", "except": ["203.0.113.0/29"] }), "203.0.113.8", true),
        (json!({ "cidr": "0.0.0.0/0" }), "10.0.0.1", true),
        (json!({ "cidr": "0.0.0.0/0" }), "2001:db8::1", false),
        (json!({ "cidr": "::/0" }), "2001:db8::1", true),
        (json!({ "cidr": "::/0" }), "10.0.0.1", false),
        (json!({ "cidr": "2001:db8::/32", "except": ["2001:db8:1::/48"] }), "2001:db8:1::7", false),
        (json!({ "cidr": "2001:db8::/32", "except": ["2001:db8:1::/48"] }), "2001:db8:2::7", true),
        (json!({ "cidr": "not an address" }), "10.0.0.1", false),
        (json!({ "cidr": "10.0.0.0/33" }), "10.0.0.1", false),
        (json!({}), "10.0.0.1", false),
    ];
    for (block, address, admitted) in cases {
        let objects = world(&[into_a(block.clone())]);
        let network = Network::of(objects.iter());
        let from = Block::parse(address).map(Endpoint::Addresses).expect("it is an address");
        let door = Door { number: 80, protocol: Protocol::Tcp };
        assert_eq!(network.lets_in(&network.pods[0], from, door), admitted, "{block} {address}");
        assert!(network.lets_in(&network.pods[1], from, door), "others stay open");
    }
}

#[test]
fn somebody_elses_pods_match_what_they_may_match() {
    let peer = json!({ "namespaceSelector": { "matchLabels": { "team": "sre" } }, "podSelector": { "matchLabels": { "app": "prometheus" } } });
    let objects = world(&[policy(json!({ "podSelector": {}, "ingress": [{ "from": [peer] }] }))]);
    let network = Network::of(objects.iter());
    let labels = |complete| LabelSet { labels: [("app".to_owned(), "prometheus".to_owned())].into(), complete };
    let door = Door { number: 80, protocol: Protocol::Tcp };
    let asks = |namespace: &str, labels: LabelSet| {
        network.lets_in(&network.pods[0], Endpoint::Pod(&network.stranger(namespace, labels)), door)
    };
    assert!(asks("monitoring", labels(true)), "the namespace may bear that label");
    assert!(!asks("y", labels(true)), "this one is known not to");
    assert!(!asks("monitoring", LabelSet::complete([("app".to_owned(), "other".to_owned())].into())));
    assert!(!asks("monitoring", LabelSet::complete([].into())));
    assert!(asks("monitoring", LabelSet::default()), "nothing is known of it");
}

#[test]
fn what_is_not_defined_is_not_judged() {
    let mut objects = world(&[policy(json!({ "podSelector": {}, "policyTypes": ["Ingress", "Egress"] }))]);
    objects[1]["spec"]["hostNetwork"] = json!(true);
    let network = Network::of(objects.iter());
    let door = Door { number: 80, protocol: Protocol::Tcp };
    assert!(network.pods[0].on_node && network.lets_in(&network.pods[0], Endpoint::Pod(&network.pods[3]), door));
    assert!(!network.lets_in(&network.pods[1], Endpoint::Pod(&network.pods[3]), door));
    for (kind, group, closed) in [
        ("CiliumNetworkPolicy", "cilium.io/v2", vec!["x"]),
        ("CiliumClusterwideNetworkPolicy", "cilium.io/v2", vec!["x", "y", "z"]),
        ("NetworkPolicy", "crd.projectcalico.org/v1", vec!["x"]),
        ("GlobalNetworkPolicy", "projectcalico.org/v3", vec!["x", "y", "z"]),
        ("AdminNetworkPolicy", "policy.networking.k8s.io/v1alpha1", vec!["x", "y", "z"]),
        ("NetworkPolicy", "networking.k8s.io/v1", vec![]),
    ] {
        let other = json!({ "apiVersion": group, "kind": kind, "metadata": { "name": "p", "namespace": "x" } });
        let objects = world(&[other]);
        let network = Network::of(objects.iter());
        let foreign: Vec<&str> = NAMESPACES
            .into_iter()
            .filter(|name| network.pods.iter().any(|pod| pod.foreign && pod.namespace == *name))
            .collect();
        assert_eq!(foreign, closed, "{kind} of {group}");
    }
}

#[test]
fn whatever_stands_there_is_read_without_a_panic() {
    let odd = [
        json!(null),
        json!(7),
        json!("x"),
        json!([]),
        json!({ "a": [1] }),
        json!([[{}]]),
        json!({ "from": 3, "to": "x", "ports": { "a": 1 } }),
    ];
    for value in &odd {
        for key in ["podSelector", "policyTypes", "ingress", "egress"] {
            let objects = world(&[policy(json!({ key: value }))]);
            connections(&Network::of(objects.iter()));
        }
        let inner = policy(
            json!({ "ingress": [value, { "from": [value, { "ipBlock": value, "podSelector": value }], "ports": [value] }] }),
        );
        let pods = json!({ "apiVersion": "v1", "kind": "Pod", "metadata": value, "spec": { "containers": [value, { "ports": [value] }] } });
        let namespace =
            json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": value, "labels": value } });
        let objects = [inner, pods, namespace, value.clone()];
        connections(&Network::of(objects.iter()));
    }
}

#[test]
fn a_thousand_workloads_cost_what_they_connect() {
    let label = |index: usize| json!({ "matchLabels": { "app": format!("w{index}") } });
    let mut objects = vec![policy(json!({ "podSelector": {}, "policyTypes": ["Ingress", "Egress"] }))];
    for index in 0..1000_usize {
        objects.push(json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": { "name": format!("w{index}"), "namespace": "x", "labels": { "app": format!("w{index}") } },
            "spec": { "containers": [{ "ports": [{ "containerPort": 80 }] }] },
        }));
        let next = (index + 1) % 1000;
        let before = (index + 999) % 1000;
        let rule =
            |key: &str, other: usize| json!([{ key: [{ "podSelector": label(other) }], "ports": [{ "port": 80 }] }]);
        objects.push(policy(json!({ "podSelector": label(index), "policyTypes": ["Ingress", "Egress"], "ingress": rule("from", before), "egress": rule("to", next) })));
    }
    let network = Network::of(objects.iter());
    assert_eq!(connections(&network).len(), 1000);
}
