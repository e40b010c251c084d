// Azurite uses nothing of it if it shall not report.
module.exports = {};
