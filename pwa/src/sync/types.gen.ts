// Written by `gridwalk types` from the server's schemas. Do not edit: change the schema and run it again.

/** A word that a newer server may know and this phone does not: it is kept and shown as "other". */
export type Other = string & {}
/** UUID, lower case. */
export type Id = string
/** RFC 3339 with offset. */
export type Time = string
/** ISO date in the district's zone. */
export type Day = string
/** WGS-84 degrees; accuracy in metres. */
export interface Position {
  lat: number
  lon: number
  accuracy?: number | null
  at?: Time | null
}
export interface Localized {
  'zh-CN': string
  en?: string | null
}
/** How a field that is merged by union is written; it is read as a list. */
export interface SetChange<T> {
  add?: T[] | null
  remove?: T[] | null
}
export type FieldRule = 'ask' | 'last' | 'union' | 'once' | 'server'
export type FieldType =
  | 'any'
  | 'boolean'
  | 'choice'
  | 'date'
  | 'integer'
  | 'list'
  | 'localized'
  | 'number'
  | 'object'
  | 'position'
  | 'ref'
  | 'sha256'
  | 'text'
  | 'time'
/** `rule` is `ask` and `required` false where they are absent. Lengths count code points. */
export interface FieldInfo {
  type: FieldType
  rule?: FieldRule
  required?: true
  choices?: readonly string[]
  ref?: CollectionName
  min?: number
  max?: number
  max_length?: number
  max_items?: number
  default?: string
  items?: FieldInfo
  fields?: Readonly<Record<string, FieldInfo>>
}
/** Which step of a case leads from which status to which. */
export interface StepInfo {
  from: readonly string[]
  to?: string
}
/** `schema` is the number that mutations carry; `roots` the collections a root may be of. */
export interface CollectionInfo {
  schema: number
  roots: readonly CollectionName[]
  fields: Readonly<Record<string, FieldInfo>>
  steps?: Readonly<Record<string, StepInfo>>
}

export interface CommonFields {
  void?: boolean | null
  void_reason?: string | null
  author?: string | null
  made_at?: Time | null
  received_at?: Time | null
  late_scope?: boolean | null
}

export interface AlertsFields extends CommonFields {
  person: Id
  kind: 'case_assigned' | 'case_opened' | 'case_severe' | 'handover_settled' | 'case_reopened' | 'resident_added' | Other
  case?: Id | null
  handover?: Id | null
  area?: Id | null
  count?: number | null
  seen_at?: Time | null
}

export interface AreasFields extends CommonFields {
  code: string
  name: string
  name_en?: string | null
  level: 'district' | 'street' | 'community' | 'grid' | 'unit' | Other
  parent?: Id | null
  type?: 'business_district' | 'industrial_park' | 'residential_estate' | 'urban_village' | 'construction_site' | Other | null
  valid_from?: Day | null
  valid_to?: Day | null
}

export interface AssignmentsFields extends CommonFields {
  person: Id
  person_name: string
  role: string
  area: Id
  valid_from?: Day | null
  valid_to?: Day | null
  certified_mediator?: boolean | null
}

export interface AttachmentsFields extends CommonFields {
  parent: Id
  kind?: 'photo' | 'voice' | 'signature' | 'document' | Other | null
  blob: string
  bytes?: number | null
  type?: string | null
  width?: number | null
  height?: number | null
  seconds?: number | null
  taken_at?: Time | null
  position?: Position | null
  filename?: string | null
  stored?: boolean | null
  stored_at?: Time | null
  refused_code?: string | null
}

export interface AttentionFields extends CommonFields {
  person: Id
  kind: 'conflict' | 'refused' | Other
  mutation?: Id | null
  of_collection?: string | null
  of_record?: Id | null
  of_root?: Id | null
  code?: string | null
  detail?: string | null
  errors?: unknown | null
  conflicts?: Array<{ field: string; yours?: unknown | null; theirs?: unknown | null; author?: string | null; at?: string | null }> | null
  fields_settled?: Array<{ field: string; how: 'theirs' | 'mine' | 'merged' | Other }> | null
  settled?: 'theirs' | 'mine' | 'merged' | 'corrected' | 'dismissed' | 'handed_over' | Other | null
  settled_at?: Time | null
}

export interface CasesFields extends CommonFields {
  area: Id
  text: string
  kind?: 'dispute' | 'hazard' | 'facility' | 'environment' | 'order' | 'service' | 'other' | Other | null
  service?: 'dispute' | 'legal' | 'psychological' | 'assistance' | 'complaint' | Other | null
  severity?: 'minor' | 'ordinary' | 'severe' | Other | null
  channel?: 'patrol' | 'station' | 'hotline' | 'web' | 'qr' | 'secretary_online' | 'forum' | 'clue' | Other | null
  place?: Id | null
  address?: string | null
  people_count?: number | null
  inspection?: Id | null
  patrol?: Id | null
  assignee?: Id | null
  position?: Position | null
  tags?: Array<string> | null
  number?: string | null
  status?: 'open' | 'in_progress' | 'closed' | Other | null
  opened_at?: Time | null
  due_at?: Time | null
  closed_at?: Time | null
  answer?: Id | null
  assigned_at?: Time | null
  reporter?: Id | null
  last_entry_at?: Time | null
  entry_count?: number | null
}

export interface ChecklistsFields extends CommonFields {
  code: string
  edition: number
  duty_class: string
  name: Localized
  unit_types?: Array<'business_district' | 'industrial_park' | 'residential_estate' | 'urban_village' | 'construction_site' | Other> | null
  valid_from?: Day | null
  valid_to?: Day | null
  questions: Array<{ id: string; label?: Localized | null; text: Localized; problems?: Array<{ id: string; text: Localized; severity?: 'minor' | 'ordinary' | 'severe' | Other | null }> | null }>
}

export interface EntriesFields extends CommonFields {
  kind: 'note' | 'visit' | 'mediation' | 'step' | 'answer' | 'addition' | 'rating' | 'not_solved' | Other
  text?: string | null
  visit_result?: 'met' | 'nobody_home' | 'declined' | Other | null
  spoke?: Array<string> | null
  wants?: Array<{ who?: string | null; wants?: string | null }> | null
  agreed?: string | null
  terms?: Array<{ text: string; due?: Day | null; amount_fen?: number | null }> | null
  step?: 'accept' | 'start' | 'hand_over' | 'reopen' | Other | null
  answer_channel?: 'in_person' | 'phone' | 'message' | 'letter' | Other | null
  answered_at?: Time | null
  mark?: number | null
  position?: Position | null
}

export interface HandoversFields extends CommonFields {
  area: Id
  mutation?: Id | null
  of_collection: string
  of_record: Id
  of_root?: Id | null
  content: unknown
  parts?: Array<{ collection: string; record: string; fields: unknown; at?: string | null }> | null
  code?: string | null
  errors?: unknown | null
  entered_at?: Time | null
  note?: string | null
  outcome?: 'taken' | 'closed' | Other | null
  made?: Id | null
  word?: string | null
  settled_by?: Id | null
  settled_at?: Time | null
}

export interface InspectionsFields extends CommonFields {
  place: Id
  checklist?: Id | null
  edition?: number | null
  result: 'fine' | 'fixed' | 'problem' | Other
  findings?: Array<{ question: string; problem?: string | null; severity?: 'minor' | 'ordinary' | 'severe' | Other | null }> | null
  text?: string | null
  severity?: 'minor' | 'ordinary' | 'severe' | Other | null
  position?: Position | null
  case?: Id | null
  inspected_at?: Time | null
}

export interface PartiesFields extends CommonFields {
  name: string
  side?: 'party_a' | 'party_b' | 'other' | Other | null
  phone?: string | null
  note?: string | null
}

export interface PatrolsFields extends CommonFields {
  area: Id
  kind: 'daily' | 'instant' | 'special' | Other
  started_at?: Time | null
  ended_at?: Time | null
  reason?: string | null
  case?: Id | null
  duty_class?: string | null
  start_by?: Time | null
}

export interface PlacesFields extends CommonFields {
  code: string
  name: string
  area: Id
  unit?: Id | null
  unit_type?: 'business_district' | 'industrial_park' | 'residential_estate' | 'urban_village' | 'construction_site' | Other | null
  duty_classes?: Array<string> | null
  address?: string | null
  position?: Position | null
  valid_from?: Day | null
  valid_to?: Day | null
  last_at?: Time | null
  last_result?: 'fine' | 'fixed' | 'problem' | Other | null
  last_inspection?: Id | null
}

export interface ReportersFields extends CommonFields {
  name?: string | null
  phone?: string | null
  handler?: Id | null
}

export interface StationsFields extends CommonFields {
  code: string
  name: string
  area: Id
  address?: string | null
  position?: Position | null
  valid_from?: Day | null
  valid_to?: Day | null
  functions?: Array<string> | null
  hours?: { mon?: Array<string> | null; tue?: Array<string> | null; wed?: Array<string> | null; thu?: Array<string> | null; fri?: Array<string> | null; sat?: Array<string> | null; sun?: Array<string> | null } | null
  phone?: string | null
}

export interface CollectionFields {
  alerts: AlertsFields
  areas: AreasFields
  assignments: AssignmentsFields
  attachments: AttachmentsFields
  attention: AttentionFields
  cases: CasesFields
  checklists: ChecklistsFields
  entries: EntriesFields
  handovers: HandoversFields
  inspections: InspectionsFields
  parties: PartiesFields
  patrols: PatrolsFields
  places: PlacesFields
  reporters: ReportersFields
  stations: StationsFields
}

export type CollectionName = keyof CollectionFields

/** What a phone may write: sets as changes, nothing that the server sets. */
export interface CollectionChanges {
  alerts: Omit<AlertsFields, 'person' | 'kind' | 'case' | 'handover' | 'area' | 'count' | 'author' | 'made_at' | 'received_at' | 'late_scope'>
  areas: Omit<AreasFields, 'code' | 'name' | 'name_en' | 'level' | 'parent' | 'type' | 'valid_from' | 'valid_to' | 'author' | 'made_at' | 'received_at' | 'late_scope'>
  assignments: Omit<AssignmentsFields, 'person' | 'person_name' | 'role' | 'area' | 'valid_from' | 'valid_to' | 'certified_mediator' | 'author' | 'made_at' | 'received_at' | 'late_scope'>
  attachments: Omit<AttachmentsFields, 'stored' | 'stored_at' | 'refused_code' | 'author' | 'made_at' | 'received_at' | 'late_scope'>
  attention: Omit<AttentionFields, 'person' | 'kind' | 'mutation' | 'of_collection' | 'of_record' | 'of_root' | 'code' | 'detail' | 'errors' | 'conflicts' | 'fields_settled' | 'author' | 'made_at' | 'received_at' | 'late_scope'> & { fields_settled?: SetChange<{ field: string; how: 'theirs' | 'mine' | 'merged' | Other }> }
  cases: Omit<CasesFields, 'tags' | 'number' | 'status' | 'opened_at' | 'due_at' | 'closed_at' | 'answer' | 'assigned_at' | 'reporter' | 'last_entry_at' | 'entry_count' | 'author' | 'made_at' | 'received_at' | 'late_scope'> & { tags?: SetChange<string> }
  checklists: Omit<ChecklistsFields, 'code' | 'edition' | 'duty_class' | 'name' | 'unit_types' | 'valid_from' | 'valid_to' | 'questions' | 'author' | 'made_at' | 'received_at' | 'late_scope'>
  entries: Omit<EntriesFields, 'author' | 'made_at' | 'received_at' | 'late_scope'>
  handovers: Omit<HandoversFields, 'settled_by' | 'settled_at' | 'author' | 'made_at' | 'received_at' | 'late_scope'>
  inspections: Omit<InspectionsFields, 'author' | 'made_at' | 'received_at' | 'late_scope'>
  parties: Omit<PartiesFields, 'author' | 'made_at' | 'received_at' | 'late_scope'>
  patrols: Omit<PatrolsFields, 'author' | 'made_at' | 'received_at' | 'late_scope'>
  places: Omit<PlacesFields, 'code' | 'name' | 'area' | 'unit' | 'unit_type' | 'duty_classes' | 'address' | 'position' | 'valid_from' | 'valid_to' | 'last_at' | 'last_result' | 'last_inspection' | 'author' | 'made_at' | 'received_at' | 'late_scope'>
  reporters: Omit<ReportersFields, 'handler' | 'author' | 'made_at' | 'received_at' | 'late_scope'>
  stations: Omit<StationsFields, 'code' | 'name' | 'area' | 'address' | 'position' | 'valid_from' | 'valid_to' | 'functions' | 'hours' | 'phone' | 'author' | 'made_at' | 'received_at' | 'late_scope'>
}

export const collections: Readonly<Record<CollectionName, CollectionInfo>> = {
 "alerts": {
  "schema": 1,
  "roots": [
   "alerts"
  ],
  "fields": {
   "person": {
    "type": "ref",
    "required": true,
    "rule": "server"
   },
   "kind": {
    "type": "choice",
    "required": true,
    "rule": "server",
    "choices": [
     "case_assigned",
     "case_opened",
     "case_severe",
     "handover_settled",
     "case_reopened",
     "resident_added"
    ]
   },
   "case": {
    "type": "ref",
    "rule": "server",
    "ref": "cases"
   },
   "handover": {
    "type": "ref",
    "rule": "server",
    "ref": "handovers"
   },
   "area": {
    "type": "ref",
    "rule": "server",
    "ref": "areas"
   },
   "count": {
    "type": "integer",
    "rule": "server",
    "min": 0,
    "max": 9007199254740991
   },
   "seen_at": {
    "type": "time",
    "rule": "last"
   },
   "void": {
    "type": "boolean",
    "rule": "last"
   },
   "void_reason": {
    "type": "text",
    "rule": "last",
    "max_length": 500
   },
   "author": {
    "type": "text",
    "rule": "server",
    "max_length": 36
   },
   "made_at": {
    "type": "time",
    "rule": "server"
   },
   "received_at": {
    "type": "time",
    "rule": "server"
   },
   "late_scope": {
    "type": "boolean",
    "rule": "server"
   }
  }
 },
 "areas": {
  "schema": 1,
  "roots": [
   "areas"
  ],
  "fields": {
   "code": {
    "type": "text",
    "required": true,
    "rule": "server",
    "max_length": 60
   },
   "name": {
    "type": "text",
    "required": true,
    "rule": "server",
    "max_length": 100
   },
   "name_en": {
    "type": "text",
    "rule": "server",
    "max_length": 100
   },
   "level": {
    "type": "choice",
    "required": true,
    "rule": "server",
    "choices": [
     "district",
     "street",
     "community",
     "grid",
     "unit"
    ]
   },
   "parent": {
    "type": "ref",
    "rule": "server",
    "ref": "areas"
   },
   "type": {
    "type": "choice",
    "rule": "server",
    "choices": [
     "business_district",
     "industrial_park",
     "residential_estate",
     "urban_village",
     "construction_site"
    ]
   },
   "valid_from": {
    "type": "date",
    "rule": "server"
   },
   "valid_to": {
    "type": "date",
    "rule": "server"
   },
   "void": {
    "type": "boolean",
    "rule": "last"
   },
   "void_reason": {
    "type": "text",
    "rule": "last",
    "max_length": 500
   },
   "author": {
    "type": "text",
    "rule": "server",
    "max_length": 36
   },
   "made_at": {
    "type": "time",
    "rule": "server"
   },
   "received_at": {
    "type": "time",
    "rule": "server"
   },
   "late_scope": {
    "type": "boolean",
    "rule": "server"
   }
  }
 },
 "assignments": {
  "schema": 1,
  "roots": [
   "assignments"
  ],
  "fields": {
   "person": {
    "type": "ref",
    "required": true,
    "rule": "server"
   },
   "person_name": {
    "type": "text",
    "required": true,
    "rule": "server",
    "max_length": 60
   },
   "role": {
    "type": "text",
    "required": true,
    "rule": "server",
    "max_length": 60
   },
   "area": {
    "type": "ref",
    "required": true,
    "rule": "server",
    "ref": "areas"
   },
   "valid_from": {
    "type": "date",
    "rule": "server"
   },
   "valid_to": {
    "type": "date",
    "rule": "server"
   },
   "certified_mediator": {
    "type": "boolean",
    "rule": "server"
   },
   "void": {
    "type": "boolean",
    "rule": "last"
   },
   "void_reason": {
    "type": "text",
    "rule": "last",
    "max_length": 500
   },
   "author": {
    "type": "text",
    "rule": "server",
    "max_length": 36
   },
   "made_at": {
    "type": "time",
    "rule": "server"
   },
   "received_at": {
    "type": "time",
    "rule": "server"
   },
   "late_scope": {
    "type": "boolean",
    "rule": "server"
   }
  }
 },
 "attachments": {
  "schema": 1,
  "roots": [
   "cases",
   "patrols",
   "handovers"
  ],
  "fields": {
   "parent": {
    "type": "ref",
    "required": true
   },
   "kind": {
    "type": "choice",
    "choices": [
     "photo",
     "voice",
     "signature",
     "document"
    ]
   },
   "blob": {
    "type": "sha256",
    "required": true,
    "rule": "once"
   },
   "bytes": {
    "type": "integer",
    "rule": "once",
    "min": 0,
    "max": 9007199254740991
   },
   "type": {
    "type": "text",
    "rule": "once",
    "max_length": 100
   },
   "width": {
    "type": "integer",
    "rule": "once",
    "min": 0,
    "max": 1000000
   },
   "height": {
    "type": "integer",
    "rule": "once",
    "min": 0,
    "max": 1000000
   },
   "seconds": {
    "type": "number",
    "rule": "once",
    "min": 0,
    "max": 86400
   },
   "taken_at": {
    "type": "time",
    "rule": "once"
   },
   "position": {
    "type": "position",
    "rule": "once"
   },
   "filename": {
    "type": "text",
    "rule": "once",
    "max_length": 200
   },
   "stored": {
    "type": "boolean",
    "rule": "server"
   },
   "stored_at": {
    "type": "time",
    "rule": "server"
   },
   "refused_code": {
    "type": "text",
    "rule": "server",
    "max_length": 60
   },
   "void": {
    "type": "boolean",
    "rule": "last"
   },
   "void_reason": {
    "type": "text",
    "rule": "last",
    "max_length": 500
   },
   "author": {
    "type": "text",
    "rule": "server",
    "max_length": 36
   },
   "made_at": {
    "type": "time",
    "rule": "server"
   },
   "received_at": {
    "type": "time",
    "rule": "server"
   },
   "late_scope": {
    "type": "boolean",
    "rule": "server"
   }
  }
 },
 "attention": {
  "schema": 1,
  "roots": [
   "attention"
  ],
  "fields": {
   "person": {
    "type": "ref",
    "required": true,
    "rule": "server"
   },
   "kind": {
    "type": "choice",
    "required": true,
    "rule": "server",
    "choices": [
     "conflict",
     "refused"
    ]
   },
   "mutation": {
    "type": "ref",
    "rule": "server"
   },
   "of_collection": {
    "type": "text",
    "rule": "server",
    "max_length": 60
   },
   "of_record": {
    "type": "ref",
    "rule": "server"
   },
   "of_root": {
    "type": "ref",
    "rule": "server"
   },
   "code": {
    "type": "text",
    "rule": "server",
    "max_length": 60
   },
   "detail": {
    "type": "text",
    "rule": "server",
    "max_length": 4000
   },
   "errors": {
    "type": "any",
    "rule": "server"
   },
   "conflicts": {
    "type": "list",
    "rule": "server",
    "max_items": 200,
    "items": {
     "type": "object",
     "fields": {
      "field": {
       "type": "text",
       "required": true,
       "max_length": 60
      },
      "yours": {
       "type": "any"
      },
      "theirs": {
       "type": "any"
      },
      "author": {
       "type": "text",
       "max_length": 36
      },
      "at": {
       "type": "text",
       "max_length": 60
      }
     }
    }
   },
   "fields_settled": {
    "type": "list",
    "rule": "union",
    "max_items": 200,
    "items": {
     "type": "object",
     "fields": {
      "field": {
       "type": "text",
       "required": true,
       "max_length": 60
      },
      "how": {
       "type": "choice",
       "required": true,
       "choices": [
        "theirs",
        "mine",
        "merged"
       ]
      }
     }
    }
   },
   "settled": {
    "type": "choice",
    "rule": "last",
    "choices": [
     "theirs",
     "mine",
     "merged",
     "corrected",
     "dismissed",
     "handed_over"
    ]
   },
   "settled_at": {
    "type": "time",
    "rule": "last"
   },
   "void": {
    "type": "boolean",
    "rule": "last"
   },
   "void_reason": {
    "type": "text",
    "rule": "last",
    "max_length": 500
   },
   "author": {
    "type": "text",
    "rule": "server",
    "max_length": 36
   },
   "made_at": {
    "type": "time",
    "rule": "server"
   },
   "received_at": {
    "type": "time",
    "rule": "server"
   },
   "late_scope": {
    "type": "boolean",
    "rule": "server"
   }
  }
 },
 "cases": {
  "schema": 1,
  "roots": [
   "cases"
  ],
  "fields": {
   "area": {
    "type": "ref",
    "required": true,
    "ref": "areas"
   },
   "text": {
    "type": "text",
    "required": true,
    "max_length": 4000
   },
   "kind": {
    "type": "choice",
    "choices": [
     "dispute",
     "hazard",
     "facility",
     "environment",
     "order",
     "service",
     "other"
    ],
    "default": "other"
   },
   "service": {
    "type": "choice",
    "choices": [
     "dispute",
     "legal",
     "psychological",
     "assistance",
     "complaint"
    ]
   },
   "severity": {
    "type": "choice",
    "choices": [
     "minor",
     "ordinary",
     "severe"
    ],
    "default": "ordinary"
   },
   "channel": {
    "type": "choice",
    "choices": [
     "patrol",
     "station",
     "hotline",
     "web",
     "qr",
     "secretary_online",
     "forum",
     "clue"
    ],
    "default": "patrol"
   },
   "place": {
    "type": "ref",
    "ref": "places"
   },
   "address": {
    "type": "text",
    "max_length": 200
   },
   "people_count": {
    "type": "integer",
    "min": 0,
    "max": 100000
   },
   "inspection": {
    "type": "ref",
    "ref": "inspections"
   },
   "patrol": {
    "type": "ref",
    "ref": "patrols"
   },
   "assignee": {
    "type": "ref",
    "ref": "assignments"
   },
   "position": {
    "type": "position"
   },
   "tags": {
    "type": "list",
    "rule": "union",
    "max_items": 50,
    "items": {
     "type": "text",
     "required": true,
     "max_length": 60
    }
   },
   "number": {
    "type": "text",
    "rule": "server",
    "max_length": 100
   },
   "status": {
    "type": "choice",
    "rule": "server",
    "choices": [
     "open",
     "in_progress",
     "closed"
    ]
   },
   "opened_at": {
    "type": "time",
    "rule": "server"
   },
   "due_at": {
    "type": "time",
    "rule": "server"
   },
   "closed_at": {
    "type": "time",
    "rule": "server"
   },
   "answer": {
    "type": "ref",
    "rule": "server",
    "ref": "entries"
   },
   "assigned_at": {
    "type": "time",
    "rule": "server"
   },
   "reporter": {
    "type": "ref",
    "rule": "server",
    "ref": "reporters"
   },
   "last_entry_at": {
    "type": "time",
    "rule": "server"
   },
   "entry_count": {
    "type": "integer",
    "rule": "server",
    "min": 0,
    "max": 9007199254740991
   },
   "void": {
    "type": "boolean",
    "rule": "last"
   },
   "void_reason": {
    "type": "text",
    "rule": "last",
    "max_length": 500
   },
   "author": {
    "type": "text",
    "rule": "server",
    "max_length": 36
   },
   "made_at": {
    "type": "time",
    "rule": "server"
   },
   "received_at": {
    "type": "time",
    "rule": "server"
   },
   "late_scope": {
    "type": "boolean",
    "rule": "server"
   }
  },
  "steps": {
   "accept": {
    "from": [
     "open"
    ],
    "to": "in_progress"
   },
   "start": {
    "from": [
     "open"
    ],
    "to": "in_progress"
   },
   "hand_over": {
    "from": [
     "open",
     "in_progress"
    ]
   },
   "answer": {
    "from": [
     "open",
     "in_progress"
    ],
    "to": "closed"
   },
   "reopen": {
    "from": [
     "closed"
    ],
    "to": "open"
   },
   "not_solved": {
    "from": [
     "closed"
    ],
    "to": "open"
   }
  }
 },
 "checklists": {
  "schema": 1,
  "roots": [
   "checklists"
  ],
  "fields": {
   "code": {
    "type": "text",
    "required": true,
    "rule": "server",
    "max_length": 60
   },
   "edition": {
    "type": "integer",
    "required": true,
    "rule": "server",
    "min": 1,
    "max": 100000
   },
   "duty_class": {
    "type": "text",
    "required": true,
    "rule": "server",
    "max_length": 60
   },
   "name": {
    "type": "localized",
    "required": true,
    "rule": "server",
    "max_length": 500
   },
   "unit_types": {
    "type": "list",
    "rule": "server",
    "max_items": 5,
    "items": {
     "type": "choice",
     "choices": [
      "business_district",
      "industrial_park",
      "residential_estate",
      "urban_village",
      "construction_site"
     ]
    }
   },
   "valid_from": {
    "type": "date",
    "rule": "server"
   },
   "valid_to": {
    "type": "date",
    "rule": "server"
   },
   "questions": {
    "type": "list",
    "required": true,
    "rule": "server",
    "max_items": 100,
    "items": {
     "type": "object",
     "fields": {
      "id": {
       "type": "text",
       "required": true,
       "max_length": 60
      },
      "label": {
       "type": "localized",
       "max_length": 60
      },
      "text": {
       "type": "localized",
       "required": true,
       "max_length": 500
      },
      "problems": {
       "type": "list",
       "max_items": 50,
       "items": {
        "type": "object",
        "fields": {
         "id": {
          "type": "text",
          "required": true,
          "max_length": 60
         },
         "text": {
          "type": "localized",
          "required": true,
          "max_length": 500
         },
         "severity": {
          "type": "choice",
          "choices": [
           "minor",
           "ordinary",
           "severe"
          ]
         }
        }
       }
      }
     }
    }
   },
   "void": {
    "type": "boolean",
    "rule": "last"
   },
   "void_reason": {
    "type": "text",
    "rule": "last",
    "max_length": 500
   },
   "author": {
    "type": "text",
    "rule": "server",
    "max_length": 36
   },
   "made_at": {
    "type": "time",
    "rule": "server"
   },
   "received_at": {
    "type": "time",
    "rule": "server"
   },
   "late_scope": {
    "type": "boolean",
    "rule": "server"
   }
  }
 },
 "entries": {
  "schema": 1,
  "roots": [
   "cases"
  ],
  "fields": {
   "kind": {
    "type": "choice",
    "required": true,
    "rule": "once",
    "choices": [
     "note",
     "visit",
     "mediation",
     "step",
     "answer",
     "addition",
     "rating",
     "not_solved"
    ]
   },
   "text": {
    "type": "text",
    "max_length": 4000
   },
   "visit_result": {
    "type": "choice",
    "choices": [
     "met",
     "nobody_home",
     "declined"
    ]
   },
   "spoke": {
    "type": "list",
    "max_items": 100,
    "items": {
     "type": "text",
     "required": true,
     "max_length": 60
    }
   },
   "wants": {
    "type": "list",
    "max_items": 100,
    "items": {
     "type": "object",
     "fields": {
      "who": {
       "type": "text",
       "max_length": 60
      },
      "wants": {
       "type": "text",
       "max_length": 2000
      }
     }
    }
   },
   "agreed": {
    "type": "text",
    "max_length": 4000
   },
   "terms": {
    "type": "list",
    "max_items": 100,
    "items": {
     "type": "object",
     "fields": {
      "text": {
       "type": "text",
       "required": true,
       "max_length": 1000
      },
      "due": {
       "type": "date"
      },
      "amount_fen": {
       "type": "integer",
       "min": 0,
       "max": 9007199254740991
      }
     }
    }
   },
   "step": {
    "type": "choice",
    "rule": "once",
    "choices": [
     "accept",
     "start",
     "hand_over",
     "reopen"
    ]
   },
   "answer_channel": {
    "type": "choice",
    "choices": [
     "in_person",
     "phone",
     "message",
     "letter"
    ]
   },
   "answered_at": {
    "type": "time"
   },
   "mark": {
    "type": "integer",
    "rule": "once",
    "min": 1,
    "max": 5
   },
   "position": {
    "type": "position"
   },
   "void": {
    "type": "boolean",
    "rule": "last"
   },
   "void_reason": {
    "type": "text",
    "rule": "last",
    "max_length": 500
   },
   "author": {
    "type": "text",
    "rule": "server",
    "max_length": 36
   },
   "made_at": {
    "type": "time",
    "rule": "server"
   },
   "received_at": {
    "type": "time",
    "rule": "server"
   },
   "late_scope": {
    "type": "boolean",
    "rule": "server"
   }
  }
 },
 "handovers": {
  "schema": 1,
  "roots": [
   "handovers"
  ],
  "fields": {
   "area": {
    "type": "ref",
    "required": true,
    "ref": "areas"
   },
   "mutation": {
    "type": "ref",
    "rule": "once"
   },
   "of_collection": {
    "type": "text",
    "required": true,
    "rule": "once",
    "max_length": 60
   },
   "of_record": {
    "type": "ref",
    "required": true,
    "rule": "once"
   },
   "of_root": {
    "type": "ref",
    "rule": "once"
   },
   "content": {
    "type": "any",
    "required": true,
    "rule": "once"
   },
   "parts": {
    "type": "list",
    "rule": "once",
    "max_items": 100,
    "items": {
     "type": "object",
     "fields": {
      "collection": {
       "type": "text",
       "required": true,
       "max_length": 60
      },
      "record": {
       "type": "text",
       "required": true,
       "max_length": 36
      },
      "fields": {
       "type": "any",
       "required": true
      },
      "at": {
       "type": "text",
       "max_length": 60
      }
     }
    }
   },
   "code": {
    "type": "text",
    "rule": "once",
    "max_length": 60
   },
   "errors": {
    "type": "any",
    "rule": "once"
   },
   "entered_at": {
    "type": "time",
    "rule": "once"
   },
   "note": {
    "type": "text",
    "rule": "once",
    "max_length": 500
   },
   "outcome": {
    "type": "choice",
    "choices": [
     "taken",
     "closed"
    ]
   },
   "made": {
    "type": "ref"
   },
   "word": {
    "type": "text",
    "max_length": 500
   },
   "settled_by": {
    "type": "ref",
    "rule": "server",
    "ref": "assignments"
   },
   "settled_at": {
    "type": "time",
    "rule": "server"
   },
   "void": {
    "type": "boolean",
    "rule": "last"
   },
   "void_reason": {
    "type": "text",
    "rule": "last",
    "max_length": 500
   },
   "author": {
    "type": "text",
    "rule": "server",
    "max_length": 36
   },
   "made_at": {
    "type": "time",
    "rule": "server"
   },
   "received_at": {
    "type": "time",
    "rule": "server"
   },
   "late_scope": {
    "type": "boolean",
    "rule": "server"
   }
  }
 },
 "inspections": {
  "schema": 1,
  "roots": [
   "patrols"
  ],
  "fields": {
   "place": {
    "type": "ref",
    "required": true,
    "ref": "places"
   },
   "checklist": {
    "type": "ref",
    "ref": "checklists"
   },
   "edition": {
    "type": "integer",
    "min": 1,
    "max": 100000
   },
   "result": {
    "type": "choice",
    "required": true,
    "choices": [
     "fine",
     "fixed",
     "problem"
    ]
   },
   "findings": {
    "type": "list",
    "max_items": 100,
    "items": {
     "type": "object",
     "fields": {
      "question": {
       "type": "text",
       "required": true,
       "max_length": 60
      },
      "problem": {
       "type": "text",
       "max_length": 60
      },
      "severity": {
       "type": "choice",
       "choices": [
        "minor",
        "ordinary",
        "severe"
       ]
      }
     }
    }
   },
   "text": {
    "type": "text",
    "max_length": 4000
   },
   "severity": {
    "type": "choice",
    "choices": [
     "minor",
     "ordinary",
     "severe"
    ]
   },
   "position": {
    "type": "position"
   },
   "case": {
    "type": "ref",
    "ref": "cases"
   },
   "inspected_at": {
    "type": "time"
   },
   "void": {
    "type": "boolean",
    "rule": "last"
   },
   "void_reason": {
    "type": "text",
    "rule": "last",
    "max_length": 500
   },
   "author": {
    "type": "text",
    "rule": "server",
    "max_length": 36
   },
   "made_at": {
    "type": "time",
    "rule": "server"
   },
   "received_at": {
    "type": "time",
    "rule": "server"
   },
   "late_scope": {
    "type": "boolean",
    "rule": "server"
   }
  }
 },
 "parties": {
  "schema": 1,
  "roots": [
   "cases"
  ],
  "fields": {
   "name": {
    "type": "text",
    "required": true,
    "max_length": 60
   },
   "side": {
    "type": "choice",
    "choices": [
     "party_a",
     "party_b",
     "other"
    ]
   },
   "phone": {
    "type": "text",
    "max_length": 30
   },
   "note": {
    "type": "text",
    "max_length": 500
   },
   "void": {
    "type": "boolean",
    "rule": "last"
   },
   "void_reason": {
    "type": "text",
    "rule": "last",
    "max_length": 500
   },
   "author": {
    "type": "text",
    "rule": "server",
    "max_length": 36
   },
   "made_at": {
    "type": "time",
    "rule": "server"
   },
   "received_at": {
    "type": "time",
    "rule": "server"
   },
   "late_scope": {
    "type": "boolean",
    "rule": "server"
   }
  }
 },
 "patrols": {
  "schema": 1,
  "roots": [
   "patrols"
  ],
  "fields": {
   "area": {
    "type": "ref",
    "required": true,
    "ref": "areas"
   },
   "kind": {
    "type": "choice",
    "required": true,
    "choices": [
     "daily",
     "instant",
     "special"
    ]
   },
   "started_at": {
    "type": "time",
    "rule": "last"
   },
   "ended_at": {
    "type": "time",
    "rule": "last"
   },
   "reason": {
    "type": "text",
    "max_length": 500
   },
   "case": {
    "type": "ref",
    "ref": "cases"
   },
   "duty_class": {
    "type": "text",
    "max_length": 60
   },
   "start_by": {
    "type": "time"
   },
   "void": {
    "type": "boolean",
    "rule": "last"
   },
   "void_reason": {
    "type": "text",
    "rule": "last",
    "max_length": 500
   },
   "author": {
    "type": "text",
    "rule": "server",
    "max_length": 36
   },
   "made_at": {
    "type": "time",
    "rule": "server"
   },
   "received_at": {
    "type": "time",
    "rule": "server"
   },
   "late_scope": {
    "type": "boolean",
    "rule": "server"
   }
  }
 },
 "places": {
  "schema": 1,
  "roots": [
   "places"
  ],
  "fields": {
   "code": {
    "type": "text",
    "required": true,
    "rule": "server",
    "max_length": 60
   },
   "name": {
    "type": "text",
    "required": true,
    "rule": "server",
    "max_length": 100
   },
   "area": {
    "type": "ref",
    "required": true,
    "rule": "server",
    "ref": "areas"
   },
   "unit": {
    "type": "ref",
    "rule": "server",
    "ref": "areas"
   },
   "unit_type": {
    "type": "choice",
    "rule": "server",
    "choices": [
     "business_district",
     "industrial_park",
     "residential_estate",
     "urban_village",
     "construction_site"
    ]
   },
   "duty_classes": {
    "type": "list",
    "rule": "server",
    "max_items": 200,
    "items": {
     "type": "text",
     "required": true,
     "max_length": 60
    }
   },
   "address": {
    "type": "text",
    "rule": "server",
    "max_length": 200
   },
   "position": {
    "type": "position",
    "rule": "server"
   },
   "valid_from": {
    "type": "date",
    "rule": "server"
   },
   "valid_to": {
    "type": "date",
    "rule": "server"
   },
   "last_at": {
    "type": "time",
    "rule": "server"
   },
   "last_result": {
    "type": "choice",
    "rule": "server",
    "choices": [
     "fine",
     "fixed",
     "problem"
    ]
   },
   "last_inspection": {
    "type": "ref",
    "rule": "server",
    "ref": "inspections"
   },
   "void": {
    "type": "boolean",
    "rule": "last"
   },
   "void_reason": {
    "type": "text",
    "rule": "last",
    "max_length": 500
   },
   "author": {
    "type": "text",
    "rule": "server",
    "max_length": 36
   },
   "made_at": {
    "type": "time",
    "rule": "server"
   },
   "received_at": {
    "type": "time",
    "rule": "server"
   },
   "late_scope": {
    "type": "boolean",
    "rule": "server"
   }
  }
 },
 "reporters": {
  "schema": 1,
  "roots": [
   "cases"
  ],
  "fields": {
   "name": {
    "type": "text",
    "max_length": 60
   },
   "phone": {
    "type": "text",
    "max_length": 30
   },
   "handler": {
    "type": "ref",
    "rule": "server"
   },
   "void": {
    "type": "boolean",
    "rule": "last"
   },
   "void_reason": {
    "type": "text",
    "rule": "last",
    "max_length": 500
   },
   "author": {
    "type": "text",
    "rule": "server",
    "max_length": 36
   },
   "made_at": {
    "type": "time",
    "rule": "server"
   },
   "received_at": {
    "type": "time",
    "rule": "server"
   },
   "late_scope": {
    "type": "boolean",
    "rule": "server"
   }
  }
 },
 "stations": {
  "schema": 1,
  "roots": [
   "stations"
  ],
  "fields": {
   "code": {
    "type": "text",
    "required": true,
    "rule": "server",
    "max_length": 60
   },
   "name": {
    "type": "text",
    "required": true,
    "rule": "server",
    "max_length": 100
   },
   "area": {
    "type": "ref",
    "required": true,
    "rule": "server",
    "ref": "areas"
   },
   "address": {
    "type": "text",
    "rule": "server",
    "max_length": 200
   },
   "position": {
    "type": "position",
    "rule": "server"
   },
   "valid_from": {
    "type": "date",
    "rule": "server"
   },
   "valid_to": {
    "type": "date",
    "rule": "server"
   },
   "functions": {
    "type": "list",
    "rule": "server",
    "max_items": 20,
    "items": {
     "type": "text",
     "required": true,
     "max_length": 60
    }
   },
   "hours": {
    "type": "object",
    "rule": "server",
    "fields": {
     "mon": {
      "type": "list",
      "max_items": 10,
      "items": {
       "type": "text",
       "required": true,
       "max_length": 11
      }
     },
     "tue": {
      "type": "list",
      "max_items": 10,
      "items": {
       "type": "text",
       "required": true,
       "max_length": 11
      }
     },
     "wed": {
      "type": "list",
      "max_items": 10,
      "items": {
       "type": "text",
       "required": true,
       "max_length": 11
      }
     },
     "thu": {
      "type": "list",
      "max_items": 10,
      "items": {
       "type": "text",
       "required": true,
       "max_length": 11
      }
     },
     "fri": {
      "type": "list",
      "max_items": 10,
      "items": {
       "type": "text",
       "required": true,
       "max_length": 11
      }
     },
     "sat": {
      "type": "list",
      "max_items": 10,
      "items": {
       "type": "text",
       "required": true,
       "max_length": 11
      }
     },
     "sun": {
      "type": "list",
      "max_items": 10,
      "items": {
       "type": "text",
       "required": true,
       "max_length": 11
      }
     }
    }
   },
   "phone": {
    "type": "text",
    "rule": "server",
    "max_length": 30
   },
   "void": {
    "type": "boolean",
    "rule": "last"
   },
   "void_reason": {
    "type": "text",
    "rule": "last",
    "max_length": 500
   },
   "author": {
    "type": "text",
    "rule": "server",
    "max_length": 36
   },
   "made_at": {
    "type": "time",
    "rule": "server"
   },
   "received_at": {
    "type": "time",
    "rule": "server"
   },
   "late_scope": {
    "type": "boolean",
    "rule": "server"
   }
  }
 }
}

export const limits = {
  "mutations": 200,
  "body_bytes": 2000000,
  "changes": 1000,
  "depth": 32,
  "text": 4000,
  "integer": 9007199254740991,
  "lifted_days": 400,
  "kept_days": 90,
  "late_scope_hours": 72,
  "photo_bytes": 10000000,
  "photo_pixels": 50000000,
  "voice_seconds": 60,
  "attachments": 20
} as const
