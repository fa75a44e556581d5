<% set built = workloads | selectattr("build") | list %>
@echo off
rem Starts <%= platform.name %> (<%= environment.name %>) on this machine.
rem PLATFORM_ROOT: the folder that the images are built in (the top of the git work tree).
setlocal

set "RENDERED=%~dp0..\.."
set "COMPOSE=%RENDERED%\<%= compose.file | replace("/", "\\") %>"

docker compose version >nul 2>&1
if errorlevel 1 (
  echo docker compose version 2 is needed 1>&2
  exit /b 1
)
if not defined PLATFORM_ROOT for /f "delims=" %%i in ('git -C "%~dp0." rev-parse --show-toplevel') do set "PLATFORM_ROOT=%%i"
if not defined PLATFORM_ROOT (
  echo PLATFORM_ROOT is not set, and this is no git work tree 1>&2
  exit /b 1
)

echo Setting up <%= environment.name %> ...
<% if data.build is defined %>
echo Building services ...
pushd "%PLATFORM_ROOT%\<%= data.folder | default(".") | replace("/", "\\") %>"
if errorlevel 1 exit /b 1
call <%= data.build %>
if errorlevel 1 (
  popd
  exit /b 1
)
popd
<% endif %>
echo Starting and waiting until all is healthy ...
docker compose --project-directory "%PLATFORM_ROOT%" --file "%COMPOSE%" up --detach<% if built %> --build<% endif %> --wait
if errorlevel 1 exit /b 1

echo <%= platform.name %> (<%= environment.name %>) is ready!
<% for workload in workloads %>
<% for port, published in workload.publish | items if published %>
echo <%= workload.id %>: <% if workload.role == "service" %>http://<% endif %>localhost:<%= published | split(":") | last %>
<% endfor %>
<% endfor %>
