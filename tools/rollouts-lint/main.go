// rollouts-lint judges every Rollout of one YAML stream with Argo's own code: `kubectl argo rollouts lint` first, then
// what it leaves to the cluster. Lint takes the Services and Ingresses that happen to be there and reads no analysis;
// the controller refuses a Rollout that names a missing object, and so does this.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/validation"
	"github.com/argoproj/argo-rollouts/pkg/kubectl-argo-rollouts/cmd/lint"
	"github.com/argoproj/argo-rollouts/pkg/kubectl-argo-rollouts/options"
	"github.com/argoproj/argo-rollouts/utils/analysis"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	"sigs.k8s.io/yaml"
)

// reference names one object of the stream.
type reference struct{ kind, namespace, name string }

// judge holds one stream; its documents stay text, for Argo's validation writes into what it reads.
type judge struct {
	documents map[reference][]byte
	rollouts  []reference
	errors    int
}

func (j *judge) refuse(subject reference, err error) {
	j.errors++
	fmt.Printf("%s/%s: %v\n", subject.kind, subject.name, err)
}

func (j *judge) read(file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(content))); ; {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var object metav1.PartialObjectMetadata
		if err == nil {
			err = yaml.Unmarshal(document, &object)
		}
		if err != nil {
			return err
		}
		subject := reference{object.Kind, object.Namespace, object.Name}
		j.documents[subject] = document
		if object.Kind == "Rollout" {
			j.rollouts = append(j.rollouts, subject)
		}
	}
}

// find parses the object that a subject refers to; a missing one is the subject's fault.
func find[T any](j *judge, subject, wanted reference) *T {
	document, found := j.documents[wanted]
	if !found {
		j.refuse(subject, fmt.Errorf("names the %s `%s`, which is not in the stream", wanted.kind, wanted.name))
		return nil
	}
	object := new(T)
	if err := yaml.UnmarshalStrict(document, object); err != nil {
		j.refuse(wanted, err)
		return nil
	}
	return object
}

// check gathers what a Rollout refers to, as the controller's getRolloutReferencedResources does, and has it validated.
func (j *judge) check(subject reference) {
	rollout := find[v1alpha1.Rollout](j, subject, subject)
	if rollout == nil {
		return
	}
	var referenced validation.ReferencedResources
	service := func(role validation.ServiceType, name string) {
		if name == "" {
			return
		}
		if found := find[corev1.Service](j, subject, reference{"Service", subject.namespace, name}); found != nil {
			referenced.ServiceWithType = append(referenced.ServiceWithType, validation.ServiceWithType{Service: found, Type: role})
		}
	}
	analyse := func(role validation.AnalysisTemplateType, step int, wanted *v1alpha1.RolloutAnalysis) {
		if wanted == nil {
			return
		}
		templates := validation.AnalysisTemplatesWithType{TemplateType: role, CanaryStepIndex: step, Args: wanted.Args}
		for _, ref := range wanted.Templates {
			if ref.IsClusterScope() {
				if found := find[v1alpha1.ClusterAnalysisTemplate](j, subject, reference{"ClusterAnalysisTemplate", "", ref.TemplateName}); found != nil {
					templates.ClusterAnalysisTemplates = append(templates.ClusterAnalysisTemplates, found)
				}
			} else if found := find[v1alpha1.AnalysisTemplate](j, subject, reference{"AnalysisTemplate", subject.namespace, ref.TemplateName}); found != nil {
				templates.AnalysisTemplates = append(templates.AnalysisTemplates, found)
			}
		}
		referenced.AnalysisTemplatesWithType = append(referenced.AnalysisTemplatesWithType, templates)
	}
	if green := rollout.Spec.Strategy.BlueGreen; green != nil {
		service(validation.ActiveService, green.ActiveService)
		service(validation.PreviewService, green.PreviewService)
		analyse(validation.PrePromotionAnalysis, 0, green.PrePromotionAnalysis)
		analyse(validation.PostPromotionAnalysis, 0, green.PostPromotionAnalysis)
	}
	if canary := rollout.Spec.Strategy.Canary; canary != nil {
		service(validation.StableService, canary.StableService)
		service(validation.CanaryService, canary.CanaryService)
		for i, step := range canary.Steps {
			analyse(validation.InlineAnalysis, i, step.Analysis)
		}
		if canary.Analysis != nil {
			analyse(validation.BackgroundAnalysis, 0, &canary.Analysis.RolloutAnalysis)
		}
		j.checkTraffic(subject, canary.TrafficRouting)
	}
	for _, err := range validation.ValidateRolloutReferencedResources(rollout, referenced) {
		j.refuse(subject, err)
	}
}

// checkTraffic finds what a router is told to steer; lint has validated those Ingresses that exist.
func (j *judge) checkTraffic(subject reference, traffic *v1alpha1.RolloutTrafficRouting) {
	if traffic == nil {
		return
	}
	steered := map[string][]string{}
	if nginx := traffic.Nginx; nginx != nil {
		steered["Ingress"] = append(nginx.StableIngresses, nginx.StableIngress)
	}
	if traefik := traffic.Traefik; traefik != nil {
		steered["TraefikService"] = []string{traefik.WeightedTraefikServiceName}
	}
	for kind, names := range steered {
		for _, name := range names {
			if name != "" {
				find[map[string]any](j, subject, reference{kind, subject.namespace, name})
			}
		}
	}
}

// checkMetrics asks of every template what the controller asks before it runs one.
func (j *judge) checkMetrics() {
	for subject := range j.documents {
		if subject.kind != "AnalysisTemplate" && subject.kind != "ClusterAnalysisTemplate" {
			continue
		}
		if template := find[v1alpha1.AnalysisTemplate](j, subject, subject); template != nil {
			if err := analysis.ValidateMetrics(template.Spec.Metrics); err != nil {
				j.refuse(subject, err)
			}
		}
	}
}

func main() {
	if len(os.Args) != 2 {
		fmt.Println("usage: rollouts-lint FILE")
		os.Exit(2)
	}
	file := os.Args[1]
	j := &judge{documents: map[reference][]byte{}}
	command := lint.NewCmdLint(options.NewArgoRolloutsOptions(genericiooptions.NewTestIOStreamsDiscard()))
	command.SetArgs([]string{"-f", file})
	command.SilenceErrors = true
	if err := command.Execute(); err != nil {
		j.refuse(reference{"lint", "", file}, err)
	}
	if err := j.read(file); err != nil {
		j.refuse(reference{"stream", "", file}, err)
	}
	for _, rollout := range j.rollouts {
		j.check(rollout)
	}
	j.checkMetrics()
	fmt.Printf("%s: %d rollouts, %d errors\n", file, len(j.rollouts), j.errors)
	if j.errors > 0 || len(j.rollouts) == 0 {
		os.Exit(1)
	}
}
