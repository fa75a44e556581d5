#!/bin/sh
test "$1" = "" || exit 1
