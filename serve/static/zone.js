// Tells the server in which time zone this browser is, so that pages show moments in it.
"use strict";
{
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  if (zone && !document.cookie.split("; ").includes(`shingan_zone=${zone}`)) {
    document.cookie = `shingan_zone=${zone}; path=/; max-age=31536000; samesite=lax`;
  }
}
