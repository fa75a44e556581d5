{{- define "selector" -}}
app.kubernetes.io/name: web
app.kubernetes.io/instance: shop-base
app: web
{{- end }}
{{- define "labels" -}}
{{ include "selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: shop
app.kubernetes.io/managed-by: {{ .Values.manager }}
app.kubernetes.io/component: service
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end }}
