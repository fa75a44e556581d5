package main

import (
	"cmp"
	"maps"
	"reflect"
	"slices"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	certificatesv1 "k8s.io/api/certificates/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	flowcontrolv1 "k8s.io/api/flowcontrol/v1"
	networkingv1 "k8s.io/api/networking/v1"
	nodev1 "k8s.io/api/node/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	resourcev1 "k8s.io/api/resource/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

type apiKind struct{ apiVersion, kind string }

// Rollout is what a patch may reach in a Rollout of Argo: its pod template is that of a Deployment.
type Rollout struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              RolloutSpec `json:"spec"`
}

// RolloutSpec has the one field that holds lists with merge keys, and one without.
type RolloutSpec struct {
	Template corev1.PodTemplateSpec `json:"template"`
	Strategy struct {
		Canary struct {
			Steps []any `json:"steps,omitempty"`
		} `json:"canary"`
	} `json:"strategy"`
}

var types = knownTypes()

func knownTypes() map[apiKind]reflect.Type {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		admissionv1.AddToScheme, appsv1.AddToScheme, autoscalingv1.AddToScheme, autoscalingv2.AddToScheme,
		batchv1.AddToScheme, certificatesv1.AddToScheme, coordinationv1.AddToScheme, corev1.AddToScheme,
		discoveryv1.AddToScheme, flowcontrolv1.AddToScheme, networkingv1.AddToScheme, nodev1.AddToScheme,
		policyv1.AddToScheme, rbacv1.AddToScheme, resourcev1.AddToScheme, schedulingv1.AddToScheme, storagev1.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			panic(err)
		}
	}
	known := map[apiKind]reflect.Type{
		{"argoproj.io/v1alpha1", "Rollout"}: reflect.TypeOf(Rollout{}),
	}
	for kind, t := range scheme.AllKnownTypes() {
		if field, found := t.FieldByName("ObjectMeta"); found && field.Anonymous {
			known[apiKind{kind.GroupVersion().String(), kind.Kind}] = t
		}
	}
	return known
}

func sortedKinds() []apiKind {
	return slices.SortedFunc(maps.Keys(types), func(one, other apiKind) int {
		return cmp.Or(cmp.Compare(one.apiVersion, other.apiVersion), cmp.Compare(one.kind, other.kind))
	})
}
