// A year, in seconds.
const KEPT = 365 * 24 * 60 * 60;
// As the server makes them; whatever else is there under this name is not one.
const TOKEN = /^[0-9a-f]{32}$/;

export default function ({ data, setStateValue }) {
    const kept = document.cookie.split("; ").find((cookie) => cookie.startsWith(`${data.name}=`));
    const found = kept?.slice(data.name.length + 1);
    if (found && TOKEN.test(found) && found !== data.token) {
        // Another tab of this browser, opened at the same moment, was first.
        setStateValue("token", found);
        return;
    }
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${data.name}=${data.token}; Path=/; Max-Age=${KEPT}; SameSite=Strict${secure}`;
}
