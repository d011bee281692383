"""As much of GitHub's runner as samples/workflows and action.yml need: triggers, `if`, expressions, `run` steps, composite actions."""
import pathlib
import re
import subprocess

import yaml

_TOKEN = re.compile(r"\s*(?:(==|!=|&&|\|\||[()])|'((?:[^']|'')*)'|([A-Za-z_][\w.-]*))")


def read_yaml(path):
    content = yaml.safe_load(path.read_text())
    if True in content:  # YAML 1.1 takes `on` for a boolean
        content["on"] = content.pop(True)
    return content


def is_triggered(workflow, event, payload):
    """Whether the event starts the workflow at all."""
    if event not in workflow["on"]:
        return False
    filters = workflow["on"][event] or {}
    if event != "pull_request":
        return True
    return (payload["action"] in filters.get("types", ["opened", "synchronize", "reopened"])
            and payload["pull_request"]["base"]["ref"] in filters.get("branches", [payload["pull_request"]["base"]["ref"]]))


class Expression:
    """github.event_name != 'pull_request' || github.event.pull_request.merged == true"""

    def __init__(self, text, contexts):
        self.tokens, at = [], 0
        while at < len(text.rstrip()):
            token = _TOKEN.match(text, at)
            assert token, f"not understood: {text[at:]}"
            self.tokens.append(token.groups())
            at = token.end()
        self.contexts = contexts

    def value(self):
        value = self._either()
        assert not self.tokens, f"left over: {self.tokens}"
        return value

    def _operator(self, *operators):
        if self.tokens and self.tokens[0][0] in operators:
            return self.tokens.pop(0)[0]
        return None

    def _either(self):
        value = self._both()
        while self._operator("||"):
            other = self._both()
            value = value or other
        return value

    def _both(self):
        value = self._comparison()
        while self._operator("&&"):
            other = self._comparison()
            value = value and other
        return value

    def _comparison(self):
        value = self._term()
        while operator := self._operator("==", "!="):
            value = (value == self._term()) == (operator == "==")
        return value

    def _term(self):
        if self._operator("("):
            value = self._either()
            assert self._operator(")")
            return value
        _, text, name = self.tokens.pop(0)
        if text is not None:
            return text.replace("''", "'")
        if name in ("true", "false"):
            return name == "true"
        value = self.contexts
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return value


def fill_in(text, contexts):
    def replace(found):
        value = Expression(found.group(1), contexts).value()
        return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return re.sub(r"\$\{\{\s*(.*?)\s*\}\}", replace, str(text))


class Runner:
    """One job. `actions` gives for each name before the @ the folder of that action, None for one that has nothing to do here, or the
    outputs of one that is only asked for these."""

    def __init__(self, workspace, scratch, environment, actions):
        self.workspace, self.scratch, self.actions, self.log = workspace, pathlib.Path(scratch), actions, ""
        self.environment = {**environment, "GITHUB_ACTIONS": "true", "RUNNER_TEMP": str(self.scratch)}
        for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"):
            self.environment[name] = str(self.scratch / name.lower())

    def run(self, workflow, event, payload, secrets):
        """"skipped", "success" or "failure"."""
        github = {"event_name": event, "event": payload, "token": "no-token", "repository": "somebody/shop",
                  "server_url": "https://github.invalid"}
        contexts = {"github": github, "secrets": secrets, "runner": {"temp": str(self.scratch)}}
        if not is_triggered(workflow, event, payload):
            return "skipped"
        (job,) = workflow["jobs"].values()
        if not Expression(job.get("if", "true"), contexts).value():
            return "skipped"
        return "success" if self._steps(job["steps"], contexts) else "failure"

    def _steps(self, steps, contexts):
        contexts["steps"] = {}
        for step in steps:
            outputs = {}
            if not Expression(str(step.get("if", "true")), contexts).value():
                continue
            if "run" in step:
                done = self._script(step, contexts, outputs)
            else:
                done = self._action(step, contexts, outputs)
            if not done:
                return False
            if "id" in step:
                contexts["steps"][step["id"]] = {"outputs": outputs}
        return True

    def _script(self, step, contexts, outputs):
        for name in ("GITHUB_OUTPUT", "GITHUB_PATH"):
            pathlib.Path(self.environment[name]).write_text("")
        variables = {name: fill_in(value, contexts) for name, value in step.get("env", {}).items()}
        # What GitHub documents for `shell: bash`, and for no shell at all.
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail"] if step.get("shell") == "bash" else ["bash", "-e"]
        script = self.scratch / "step.sh"
        script.write_text(fill_in(step["run"], contexts))
        done = subprocess.run([*shell, script], cwd=self.workspace, env={**self.environment, **variables},
                              capture_output=True, text=True)
        self.log += f"## {step.get('name')}\n{done.stdout}{done.stderr}"
        for line in pathlib.Path(self.environment["GITHUB_OUTPUT"]).read_text().splitlines():
            name, _, value = line.partition("=")
            outputs[name] = value
        for line in pathlib.Path(self.environment["GITHUB_PATH"]).read_text().splitlines():
            self.environment["PATH"] = f"{line}:{self.environment['PATH']}"
        return done.returncode == 0

    def _action(self, step, contexts, outputs):
        folder = self.actions[step["uses"].split("@")[0]]
        if folder is None:
            return True
        if isinstance(folder, dict):
            outputs.update(folder)
            return True
        action = read_yaml(folder / "action.yml")
        given = {name: fill_in(value, contexts) for name, value in step.get("with", {}).items()}
        assert not given.keys() - action["inputs"].keys(), f"no such input: {given.keys() - action['inputs'].keys()}"
        inputs = {name: given.get(name, str(entry.get("default", ""))) for name, entry in action["inputs"].items()}
        missing = [name for name, entry in action["inputs"].items() if entry.get("required") and not inputs[name]]
        assert not missing, f"without {missing}"
        github = {**contexts["github"], "action_path": str(folder), "action_ref": step["uses"].split("@")[1],
                  "action_repository": step["uses"].split("@")[0]}
        inner = {"inputs": inputs, "github": github, "runner": contexts["runner"]}
        done = self._steps(action["runs"]["steps"], inner)
        outputs.update({name: fill_in(entry["value"], inner) for name, entry in action["outputs"].items()})
        return done
