/** How weeks, numbers and people are written. */

import type { FilmHeader, Person } from "./types";

/** A value between 0 and 1 as people in the field write it: ".72". */
export const decimal = (value: number, digits = 2): string => (Number.isFinite(value) ? value.toFixed(digits).replace(/^(-?)0\./, "$1.") : "–");

export const percent = (value: number): string => (Number.isFinite(value) ? `${Math.round(100 * value)}\u00a0%` : "–");

type Calendar = Pick<FilmHeader, "weeks_per_year" | "weeks_per_term">;

/** "year 2, term 1, week 5" */
export function date(week: number, { weeks_per_year, weeks_per_term }: Calendar): string {
  if (week <= 0) return "the start";
  const year = Math.floor((week - 1) / weeks_per_year), inYear = (week - 1) % weeks_per_year;
  return `year ${year + 1}, term ${Math.floor(inYear / weeks_per_term) + 1}, week ${(inYear % weeks_per_term) + 1}`;
}

export const roleWords = (role: string): string =>
  ({ head: "head", senior_leader: "senior leader", middle_leader: "team leader", teacher: "teacher", support: "support staff", partner: "partner professional" })[role] ?? role.replaceAll("_", " ");

export const plural = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;

/** What a team is called where its organisation is plain. */
export function teamName(header: Pick<FilmHeader, "teams" | "organisations">, team: number, whole = false): string {
  const one = header.teams[team];
  if (!one) return "";
  const short = (one.name.split("/").at(-1) ?? one.name).replaceAll("_", " ");
  return whole && header.organisations.length > 1 ? `${short}, ${organisationName(header, one.organisation)}` : short;
}

export const organisationName = (header: Pick<FilmHeader, "organisations">, organisation: number): string => (header.organisations[organisation] ?? "").replaceAll("_", " ");

/** What a film is called beside another. */
export const titleOf = (header: Pick<FilmHeader, "title" | "view">): string =>
  header.title + (Object.keys(header.view.settings).length + header.view.happenings.length ? ", changed" : "");

/** Who somebody is, in a few words. */
export const describe = (person: Person): string => `${roleWords(person.role)}${person.spanner ? ", boundary spanner" : ""}`;
