// Writes ../GitHub/shapes.json anew: for each type of answer the smallest one that GitHub's description allows.
// usage: node make-shapes.mjs   (after scripts/setup; when the pinned description changes)
import { readFileSync, writeFileSync } from 'node:fs';

const wanted = [
  'actions-cache-list', 'actions-get-default-workflow-permissions', 'actions-repository-permissions',
  'actions-workflow-access-to-repository', 'activity', 'api-overview', 'artifact', 'blob', 'branch-protection', 'clone-traffic', 'code-search-result-item',
  'collaborator', 'commit', 'contributor', 'content-traffic', 'deploy-key', 'full-repository', 'git-commit', 'git-ref', 'git-tag', 'hook', 'interaction-limit-response',
  'issue', 'minimal-repository', 'org-membership', 'organization-full', 'package', 'page', 'private-user', 'protected-branch', 'public-user', 'pull-request',
  'pull-request-simple', 'rate-limit-overview', 'referrer-traffic', 'repository', 'release', 'release-asset', 'repository-collaborator-permission',
  'repository-invitation', 'repository-ruleset', 'selected-actions', 'short-branch', 'simple-user', 'team', 'team-full', 'team-membership', 'team-repository',
  'view-traffic', 'workflow-run', 'branch-with-protection', 'package-version', 'pages-https-certificate', 'page-build',
];
const description = JSON.parse(readFileSync(new URL('./node_modules/@octokit/openapi/generated/api.github.com.json', import.meta.url)));

function resolve(schema) {
  while (schema.$ref) schema = schema.$ref.slice(2).split('/').reduce((at, name) => at[name], description);
  return schema;
}

function smallest(schema, depth = 0) {
  schema = resolve(schema);
  if (depth > 12) throw new Error('too deep');
  if (schema.nullable) return null;
  if (schema.enum) return schema.enum[0];
  for (const choice of [schema.oneOf, schema.anyOf]) {
    if (choice && !schema.properties) return choice.some(c => resolve(c).nullable) ? null : smallest(choice[0], depth + 1);
  }
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(part => smallest(part, depth + 1)));
  switch (schema.type ?? (schema.properties ? 'object' : undefined)) {
    case 'object': return Object.fromEntries((schema.required ?? []).map(name =>
      [name, schema.properties?.[name] ? smallest(schema.properties[name], depth + 1) : null]));
    case 'array': return schema.minItems ? [smallest(schema.items, depth + 1)] : [];
    case 'integer': case 'number': return schema.minimum ?? 0;
    case 'boolean': return false;
    case 'string': return { 'date-time': '2026-01-01T00:00:00Z', date: '2026-01-01', uri: 'https://github.invalid/', email: 'nobody@github.invalid' }[schema.format]
      ?? (schema.pattern ? (() => { throw new Error(`pattern ${schema.pattern}`); })() : '');
    default: return null;
  }
}

const missing = wanted.filter(name => !description.components.schemas[name]);
if (missing.length) throw new Error(`the description knows no ${missing}`);
const shapes = Object.fromEntries(wanted.sort().map(name => [name, smallest(description.components.schemas[name])]));
writeFileSync(new URL('../GitHub/shapes.json', import.meta.url), JSON.stringify(shapes, null, 1) + '\n');
