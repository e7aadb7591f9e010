function showLive() {}
