# shellcheck shell=sh
# The command line needs Node 22. Where the machine's own is older, the one that "npm ci" has put into $root is taken.
if ! node -e 'process.exitCode = Number(process.versions.node.split(".")[0]) < 22 ? 1 : 0'; then
  PATH="$root/node_modules/.bin:$PATH"
  export PATH
fi
