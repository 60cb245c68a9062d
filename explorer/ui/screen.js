// As wide as a phone in the style sheets.
const phone = matchMedia("(max-width: 640px)");
// What the server takes the screen for until it is told: every answer makes it draw the page again.
let told = false;

export default function ({ setStateValue }) {
    const tell = () => {
        if (phone.matches !== told) {
            told = phone.matches;
            setStateValue("phone", told);
        }
    };
    tell();
    phone.addEventListener("change", tell);
    return () => phone.removeEventListener("change", tell);
}
