// Pictures of an alert are sent as soon as they are chosen; each one that has arrived becomes a part of the form. Without
// this file the form sends an alert without new pictures.
"use strict";
{
  const pick = document.getElementById("pick");
  const pictures = document.getElementById("pictures");
  const one = document.getElementById("picture");
  const place = document.getElementById("sending");
  const uploads = uploadsAt(place);

  place.addEventListener("upload-finished", (event) => {
    const { id, file } = event.detail;
    const picture = one.content.cloneNode(true);
    picture.querySelector("bdi").textContent = file.name;
    picture.querySelector("[name=uploads]").value = id;
    picture.querySelector("[name=upload_names]").value = file.name;
    picture.querySelector("[name=dropped]").value = id;
    const image = picture.querySelector("img");
    image.src = URL.createObjectURL(file);
    image.hidden = false;
    image.parentElement.classList.add("preview");
    pictures.append(picture);
  });
  const input = pick.querySelector("input");
  input.addEventListener("change", () => {
    uploads.add(input.files);
    input.value = "";
  });
  pick.hidden = false;
}
