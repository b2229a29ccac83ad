module.exports = "part";
