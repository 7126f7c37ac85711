// Adds what only the browser knows: its clock, its time zone and its clipboard. Every page works without this script.

const UNITS = [
  ['year', 31556952],
  ['month', 2629746],
  ['day', 86400],
  ['hour', 3600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const exact = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});

function ago(moment) {
  const seconds = (moment - Date.now()) / 1000;
  const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 60];
  return unit === 'second' ? 'just now' : relative.format(Math.round(seconds / length), unit);
}

for (const time of document.querySelectorAll('time[datetime]')) {
  const moment = new Date(time.dateTime);
  if (!Number.isNaN(moment.valueOf())) {
    time.title = exact.format(moment);
    // In a sentence, the exact time reads better.
    time.textContent = time.closest('p') ? exact.format(moment) : ago(moment);
  }
}

// Browsers have no clipboard for pages that came over plain HTTP from another host.
for (const text of navigator.clipboard ? document.querySelectorAll('.copy') : []) {
  const frame = document.createElement('div');
  const button = document.createElement('button');
  const status = document.createElement('span');
  frame.className = 'copyable';
  button.type = 'button';
  button.textContent = 'Copy';
  status.className = 'hidden';
  status.setAttribute('role', 'status');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text.textContent.trim());
    button.textContent = status.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
      status.textContent = '';
    }, 2000);
  });
  text.replaceWith(frame);
  frame.append(text, button, status);
}

const menu = document.querySelector('header .menu');
if (menu) {
  document.addEventListener('click', (event) => {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  });
  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && menu.open) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
}

for (const link of document.querySelectorAll('nav a')) {
  if (link.pathname === location.pathname) {
    link.setAttribute('aria-current', 'page');
  }
}
