/** Where Photopea is. */
export const PHOTOPEA = "https://www.photopea.com";

/** Where things of the service are. */
export interface Links {
  /** The service. */
  service: string;
  /** The panel's page. */
  panel: string;
  /** Photopea with the panel in it. */
  photopea: string;
}

/** What Photopea is told of a plug-in. */
export interface PhotopeaConfiguration {
  /** The environment. */
  environment: {
    /** The plug-ins. */
    plugins: {
      /** What it is called. */
      name: string;
      /** Its page. */
      url: string;
      /** Columns of its window. */
      width: number;
      /** Rows of its window. */
      height: number;
      /** Its icon. */
      icon: string;
    }[];
  };
}

/**
 * Where things are at an address.
 *
 * @param hostname The address that is listened on.
 * @param port The port.
 * @param token The token.
 * @returns The links, for a browser on this machine.
 */
export function linksOf(hostname: string, port: number, token: string): Links {
  // All addresses have no address of their own.
  const isAny = hostname === "0.0.0.0" || hostname === "::";
  const host = isAny ? "127.0.0.1" : hostname;
  const service = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const panel = `${service}/panel/${token}/`;
  const json = JSON.stringify(photopeaConfiguration(panel));
  return {
    service,
    panel,
    photopea: `${PHOTOPEA}#${encodeURIComponent(json)}`,
  };
}

/**
 * How Photopea is told of the panel.
 *
 * @param panel The address of the panel's page.
 * @returns The configuration.
 */
export function photopeaConfiguration(panel: string): PhotopeaConfiguration {
  const plugin = {
    name: "Blind Upscale",
    url: panel,
    width: 360,
    height: 640,
    icon: `${panel}icon.svg`,
  };
  return { environment: { plugins: [plugin] } };
}
