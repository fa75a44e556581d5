@echo off
rem Starts mambogo (local) on this machine.
rem PLATFORM_ROOT: the folder that the images are built in (the top of the git work tree).
setlocal

set "RENDERED=%~dp0..\.."
set "COMPOSE=%RENDERED%\infra\docker-compose.local.yml"

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

echo Setting up local ...
echo Building services ...
pushd "%PLATFORM_ROOT%\backend"
if errorlevel 1 exit /b 1
call mvn clean package -DskipTests
if errorlevel 1 (
  popd
  exit /b 1
)
popd
echo Starting and waiting until all is healthy ...
docker compose --project-directory "%PLATFORM_ROOT%" --file "%COMPOSE%" up --detach --build --wait
if errorlevel 1 exit /b 1

echo mambogo (local) is ready!
echo order-service: http://localhost:8084
echo payment-service: http://localhost:8085
echo product-service: http://localhost:8082
echo cart-service: http://localhost:8083
echo gateway-service: http://localhost:8080
echo eureka-server: http://localhost:8761
echo orders-db: localhost:5433
