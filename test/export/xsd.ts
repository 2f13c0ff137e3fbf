import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';

/**
 * A folder with the schemas of Topografix and Garmin, which nobody may hand on: gpx.xsd, TrackPointExtensionv1.xsd,
 * PowerExtensionv1.xsd, TrainingCenterDatabasev2.xsd and ActivityExtensionv2.xsd.
 */
const FOLDER = process.env.XSD_FOLDER;

/** Whether there are schemas to validate by. */
export const hasSchemas = FOLDER !== undefined && existsSync(FOLDER);

const GARMIN = 'http://www.garmin.com/xmlschemas';
const SCHEMAS = {
  'http://www.topografix.com/GPX/1/1': 'gpx.xsd',
  [`${GARMIN}/TrackPointExtension/v1`]: 'TrackPointExtensionv1.xsd',
  [`${GARMIN}/PowerExtension/v1`]: 'PowerExtensionv1.xsd',
  [`${GARMIN}/TrainingCenterDatabase/v2`]: 'TrainingCenterDatabasev2.xsd',
  [`${GARMIN}/ActivityExtension/v2`]: 'ActivityExtensionv2.xsd',
};

/** Validates as `xmllint --schema` does, whose library it is. @throws where the schemas do not allow it. */
export function validate(text: string): void {
  xmlRegisterFsInputProviders();
  const imports = Object.entries(SCHEMAS).map(
    ([namespace, file]) =>
      `<xsd:import namespace="${namespace}" schemaLocation="${join(FOLDER ?? '', file)}"/>`,
  );
  using schema = XmlDocument.fromString(
    `<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">${imports.join('')}</xsd:schema>`,
  );
  using validator = XsdValidator.fromDoc(schema);
  using document = XmlDocument.fromString(text);
  validator.validate(document);
}
